import type { CompatibilityMode } from "../compatibility/options.ts";
import type { Problem } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import type { DeploymentName, ModelName } from "../lib/model-name.ts";

/** Which checks a version has to pass, and on which model it is tested. */
export interface TestingOptions {
  readonly compatibility: CompatibilityMode;
  readonly suite: TestSuite | undefined;
  /** Whether to run any prediction. */
  readonly bootCheck: boolean;
  /** The model to test on before pushing to production; undefined: test on production itself. */
  readonly testModel:
    | {
        readonly name: ModelName;
        readonly hardware: string | undefined;
        /** Whether nothing sets the hardware, so that it is cog-safe-push's default. */
        readonly isDefaultHardware: boolean;
      }
    | undefined;
  /** Seconds per test case, including the time until a machine is ready. */
  readonly limit: number;
  readonly judge: ModelName | undefined;
}

/** The test cases of a step, or why they cannot be read. */
export type SuiteInput =
  | { readonly kind: "none" }
  | { readonly kind: "suite"; readonly suite: TestSuite }
  | { readonly kind: "invalid"; readonly problems: readonly Problem[] };

export interface TestSuite {
  readonly cases: readonly TestCase[];
  /** Maximum number of predictions at the same time. */
  readonly parallel: number;
  readonly defaults: SuiteDefaults;
  /** Features that the file uses and this action does not support. */
  readonly notes: readonly string[];
  /** Whether it is a cog-safe-push.yaml: cog-safe-push ignores inputs that a version does not have. */
  readonly isSafePush: boolean;
}

/** Settings in a suite's file: the defaults of the action's inputs with the same meaning. */
export interface SuiteDefaults {
  readonly model?: ModelName | undefined;
  readonly testModel?: ModelName | undefined;
  readonly testHardware?: string | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly deployment?: DeploymentName | undefined;
  readonly deploymentHardware?: string | undefined;
}

/** One prediction to run, and what is expected of it. */
export interface TestCase {
  readonly name: string;
  readonly inputs: JsonRecord;
  readonly expected: Expectations;
  /** Whether to run the previous version with the same inputs, to show both outputs side by side. */
  readonly compare: boolean;
}

/** The expectations of a test case. All that are set must be met. */
export interface Expectations {
  /** The output equals this text. */
  readonly exactString?: string | undefined;
  /** The output contains a match of this regular expression. */
  readonly matches?: RegExp | undefined;
  /** The output is the URL of a file with the same content as this one. */
  readonly matchUrl?: string | undefined;
  /** A jq query whose first result is truthy. */
  readonly jqQuery?: string | undefined;
  /** The prediction fails with an error that contains this text. */
  readonly errorContains?: string | undefined;
  /** A description of the output, for the judge. */
  readonly matchPrompt?: string | undefined;
  /** Maximum duration of predict(), in seconds. */
  readonly maxSeconds?: number | undefined;
}
