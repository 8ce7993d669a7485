import type { JsonRecord } from "../lib/json.ts";
import type { DeploymentName, ModelName } from "../lib/model-name.ts";

/** What the output of a prediction has to be. Every one that is given has to hold. */
export interface Expectations {
  /** The output is this very text. */
  readonly exactString: string | undefined;
  /** The output matches this regular expression somewhere. */
  readonly matches: RegExp | undefined;
  /** The output is a URL with the same content as this one. */
  readonly matchUrl: string | undefined;
  /** A jq query whose first result is neither empty nor false. */
  readonly jqQuery: string | undefined;
  /** The prediction fails with an error that holds this text. */
  readonly errorContains: string | undefined;
  /** What the output should show or say, for the judge. */
  readonly matchPrompt: string | undefined;
  /** The longest that predict() may run. */
  readonly maxSeconds: number | undefined;
}

/** One prediction to run, and what is expected of it. */
export interface TestCase {
  readonly name: string;
  readonly inputs: JsonRecord;
  readonly expected: Expectations;
  /** Whether the version before is run with the same inputs, to be shown beside it. */
  readonly compare: boolean;
}

/** What a file says besides its cases: the defaults of our inputs of the same meaning. */
export interface SuiteDefaults {
  readonly model?: ModelName | undefined;
  readonly testModel?: ModelName | undefined;
  readonly testHardware?: string | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly deployment?: DeploymentName | undefined;
  readonly deploymentHardware?: string | undefined;
}

/** The test cases of a step. */
export interface TestSuite {
  readonly cases: readonly TestCase[];
  /** Predictions at the same time. */
  readonly parallel: number;
  readonly defaults: SuiteDefaults;
  /** What the file asks for and this action does not do. */
  readonly notes: readonly string[];
  /** Whether it is cog-safe-push's own: that makes predictions with inputs that a version does not have. */
  readonly isSafePush: boolean;
}

/** What cog-safe-push runs at the same time when it is not told (its config.py). */
export const DEFAULT_PARALLEL = 4;
