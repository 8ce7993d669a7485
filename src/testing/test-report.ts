import { ActionError } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { redact } from "../lib/masks.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { joinLimited } from "../lib/text.ts";
import { formatCount } from "../lib/units.ts";
import { shortId } from "../markdown/markdown.ts";
import { modelUrl, versionUrl } from "../replicate/urls.ts";
import type { Boot } from "./boot.ts";
import { type Failure, failureText } from "./expectations.ts";
import { redactedRecord, redactedValue } from "./output.ts";
import type { Phases } from "./prediction-result.ts";

/** The result of one test case. */
export interface CaseReport {
  readonly name: string;
  readonly inputs: JsonRecord;
  readonly failures: readonly Failure[];
  readonly output?: unknown;
  /** Undefined if there was no prediction. */
  readonly phases?: Phases | undefined;
  /** Page of the prediction; undefined if there was none. */
  readonly url?: string | undefined;
  /** Last lines of its log. */
  readonly log: readonly string[];
  /** The question to the judge, and its answers; undefined if it was not asked. */
  readonly transcript?: readonly string[] | undefined;
  /** The output of the previous version with the same inputs; undefined if it was not run. */
  readonly before: PreviousOutput | undefined;
  /** The file that the output is compared with (match_url); undefined if there is none. */
  readonly expectedUrl: string | undefined;
}

/** The output of the previous version, or why it has none. */
export type PreviousOutput =
  | { readonly kind: "succeeded"; readonly output: unknown }
  | { readonly kind: "failed"; readonly error: string };

/** The results of a version on Replicate. */
export interface TestReport {
  readonly model: ModelName;
  readonly version: string;
  readonly boot: Boot;
  readonly cases: readonly CaseReport[];
}

/** The test cases that failed, in their order. */
export function failedCases(cases: readonly CaseReport[]): readonly CaseReport[] {
  return cases.filter(({ failures }) => failures.length > 0);
}

/** Whether the version booted and all test cases passed. */
export function isPassed({ boot, cases }: TestReport): boolean {
  return boot.verdict === "booted" && failedCases(cases).length === 0;
}

/** How a version ran on Replicate, or that no prediction was requested. */
export type TestResult =
  | { readonly kind: "not-tested" }
  | { readonly kind: "tested"; readonly report: TestReport };

/** Failed test cases in an error message: an annotation is no page. */
const MAX_LISTED = 20;

/**
 * The error for a version that does not boot, or fails a test case.
 * @param impact what the failure means for production: `Nothing was pushed.`
 */
export function testsFailedError(
  { boot, cases, model, version }: TestReport,
  impact: string,
): ActionError {
  const name = `${fullName(model)}:${shortId(version)}`;
  if (boot.verdict !== "booted")
    return new ActionError({
      code: boot.cause.code,
      message: `${name} does not boot on Replicate: ${boot.verdict}. ${boot.cause.message} ${impact}`,
      hint: `${boot.cause.hint} See ${versionUrl(modelUrl(model), version)}.${boot.log.length === 0 ? "" : `\nLast lines of its log:\n${boot.log.slice(-5).join("\n")}`}`,
    });
  const failed = failedCases(cases);
  const lines = failed.map((one) => `- ${one.name}: ${failureText(one.failures)}`);
  const listed = joinLimited(lines, "\n", MAX_LISTED);
  return new ActionError({
    code: "tests-failed",
    message: `${failed.length} of ${formatCount(cases.length, "test case")} failed on ${name}. ${impact}\n${listed}`,
    hint: "Compare the inputs, outputs, and logs of each failed test case in the job summary.",
  });
}

/**
 * A test report without secrets in its inputs, outputs and errors. They are taken out of the values themselves: a table
 * truncates and escapes what it shows, and part of a secret is no longer found. Logs have none (lastLines).
 */
export function redactedTestReport(report: TestReport): TestReport {
  return {
    ...report,
    cases: report.cases.map(({ transcript, before, expectedUrl, ...one }) => ({
      ...one,
      expectedUrl: expectedUrl && redact(expectedUrl),
      name: redact(one.name),
      inputs: redactedRecord(one.inputs),
      output: redactedValue(one.output),
      failures: one.failures.map(({ expected, got }) => ({
        expected: redact(expected),
        got: redact(got),
      })),
      transcript: transcript?.map(redact),
      before:
        before &&
        (before.kind === "failed"
          ? { ...before, error: redact(before.error) }
          : { ...before, output: redactedValue(before.output) }),
    })),
  };
}
