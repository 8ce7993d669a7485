import type { ModelName } from "../lib/model-name.ts";
import type { TestSuite } from "./cases.ts";
/** What a version has to pass, and where. */
export interface TestingOptions {
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
