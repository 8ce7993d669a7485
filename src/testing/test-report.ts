import type { JsonRecord } from "../lib/json.ts";
import type { ModelName } from "../lib/model-name.ts";
import type { Boot } from "./boot.ts";
import type { Failure } from "./checks.ts";
import type { Verdict } from "./judge.ts";
import type { Phases } from "./prediction-result.ts";

/** The result of one test case. */
export interface CaseReport {
  readonly name: string;
  readonly inputs: JsonRecord;
  readonly failures: readonly Failure[];
  readonly output: unknown;
  /** Undefined if there was no prediction. */
  readonly phases: Phases | undefined;
  /** Page of the prediction; undefined if there was none. */
  readonly url: string | undefined;
  /** Last lines of its log. */
  readonly log: readonly string[];
  /** The judge's verdict; undefined if it was not asked. */
  readonly verdict: Verdict | undefined;
  /** The output of the previous version with the same inputs; undefined if it was not run. */
  readonly before: PreviousOutput | undefined;
}

/** The output of the previous version, or why it has none. */
export type PreviousOutput =
  | { readonly kind: "succeeded"; readonly output: unknown }
  | { readonly kind: "failed"; readonly error: string };

/** The results of a version on Replicate. */
export interface TestReport {
  /** The model that it was tested on. */
  readonly model: ModelName;
  readonly version: string;
  readonly boot: Boot;
  readonly cases: readonly CaseReport[];
}

/** Whether the version booted and all test cases passed. */
export function isPassed({ boot, cases }: TestReport): boolean {
  return boot.verdict === "booted" && cases.every(({ failures }) => failures.length === 0);
}

/** How a version did on Replicate's machines, or that no prediction was asked for. */
export type TestResult =
  | { readonly kind: "not-tested" }
  | { readonly kind: "tested"; readonly report: TestReport };
