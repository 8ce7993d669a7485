import type { JsonRecord } from "../lib/json.ts";
import type { ModelName } from "../lib/model-name.ts";
import type { Boot } from "./boot.ts";
import type { Failure } from "./checks.ts";
import type { Phases } from "./phases.ts";
import type { Verdict } from "./question.ts";

/** What came of one test case. */
export interface CaseReport {
  readonly name: string;
  readonly inputs: JsonRecord;
  readonly failures: readonly Failure[];
  readonly output: unknown;
  /** Undefined when there was no prediction. */
  readonly phases: Phases | undefined;
  /** Page of the prediction. */
  readonly url: string | undefined;
  /** Last lines of its log. */
  readonly log: readonly string[];
  /** The judge's word, where it was asked. */
  readonly verdict: Verdict | undefined;
  /** What the version before gave with the same inputs; undefined when it was not run. */
  readonly before: Before | undefined;
}

/** The output of the version before, or why there is none. */
export type Before = { readonly output: unknown } | { readonly fault: string };

/** How a version did on Replicate's machines. */
export interface TestReport {
  /** The model that it was tried on. */
  readonly model: ModelName;
  readonly version: string;
  readonly boot: Boot;
  readonly cases: readonly CaseReport[];
}

export function isPassed({ boot, cases }: TestReport): boolean {
  return boot.verdict === "booted" && cases.every(({ failures }) => failures.length === 0);
}

/** How a version did on Replicate's machines, or that no prediction was asked for. */
export type TestResult =
  | { readonly kind: "not-tested" }
  | { readonly kind: "tested"; readonly report: TestReport };
