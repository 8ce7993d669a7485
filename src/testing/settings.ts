import type { ModelName } from "../lib/model-name.ts";
import type { TestSuite } from "./cases.ts";

/** What a version has to pass, and where. */
export interface Gates {
  readonly compatibility: "warn" | "fail" | "off";
  readonly suite: TestSuite | undefined;
  /** Whether to run a prediction at all. */
  readonly bootCheck: boolean;
  /** Where the version is tried before it goes to the model; undefined: on the model itself. */
  readonly testModel:
    | { readonly name: ModelName; readonly hardware: string | undefined }
    | undefined;
  /** Seconds for each case, the start of the machine included. */
  readonly limit: number;
  readonly judge: ModelName | undefined;
}

/** The deployment that is to serve the version. */
export interface DeploymentTarget {
  /** Undefined: the model's owner. */
  readonly owner: string | undefined;
  readonly name: string;
  /** What was asked of it, and is kept in step. Undefined: left as it is. */
  readonly asked: {
    readonly hardware: string | undefined;
    readonly minInstances: number | undefined;
    readonly maxInstances: number | undefined;
  };
  /** Hardware of one that has to be created, when none was asked. */
  readonly fallbackHardware: string | undefined;
}
