import type { HttpResponse } from "../http/request.ts";
import { describeResponse, isTransient } from "../http/unexpected-response.ts";
import { errorReason } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { checkExpectations, type Failure, jqFailures, patternFailures } from "./expectations.ts";
import { askJudge, type Judge } from "./judge.ts";
import type { Expectations, TestCase } from "./options.ts";
import { joinOutput, lastLines } from "./output.ts";
import { type Phases, type PredictionResult, waitOf } from "./prediction-result.ts";
import type { Predictions } from "./predictions.ts";
import type { RemoteFiles } from "./remote-files.ts";
import type { TestingWorker } from "./tasks/worker.ts";
import type { CaseReport, PreviousOutput } from "./test-report.ts";

/** What expectations are checked with. */
export interface CaseContext {
  readonly predictions: Predictions;
  readonly files: RemoteFiles;
  readonly judge: Judge | undefined;
  readonly worker: TestingWorker;
  /** Seconds for each test case: its prediction and all checks together. */
  readonly limit: number;
  /** Of the version under test. */
  readonly schema: JsonRecord | undefined;
}

/** Checks get at least so much time, or the whole limit of the test case. */
const MIN_CHECK_SECONDS = 60;

/** Checks the result of a test case. A refused prediction counts as failed. Without `previous`, nothing is compared. */
export async function evaluateCase(
  testCase: TestCase,
  result: PredictionResult,
  previous: PredictionResult | undefined,
  context: CaseContext,
): Promise<CaseReport> {
  const { name, inputs, expected } = testCase;
  const before = previous && previousOutput(previous, context.schema);
  const common = { name, inputs, before, expectedUrl: expected.matchUrl };
  if (result.kind === "refused")
    return { ...common, failures: refusalFailures(expected, result.response), log: [] };
  const { prediction, phases } = result;
  const output = joinOutput(prediction.output, context.schema);
  const failures = checkExpectations(expected, prediction, output, phases);
  const details = { output, phases, url: prediction.url, log: lastLines(prediction.logs) };
  // A prediction that failed has no output to check.
  if (prediction.status !== "succeeded") return { ...common, ...details, failures };
  const checked = await checkOutput(expected, output, phases, context);
  return { ...common, ...details, ...checked, failures: [...failures, ...checked.failures] };
}

/** The report of a test case that an error ended before it had a result. */
export function unfinishedCase({ name, inputs, expected }: TestCase, error: unknown): CaseReport {
  const failures = [{ expected: "a result", got: `the tests ended: ${errorReason(error)}` }];
  return { name, inputs, before: undefined, expectedUrl: expected.matchUrl, failures, log: [] };
}

function refusalFailures(expected: Expectations, response: HttpResponse): readonly Failure[] {
  const reason = describeResponse(response);
  // Whatever its words are, they are not about the inputs.
  if (isTransient(response)) return [{ expected: "a prediction", got: reason }];
  const { errorContains } = expected;
  // The whole response may contain what its description leaves out.
  const isExpected = errorContains !== undefined && response.text.includes(errorContains);
  const end = { status: "failed", error: isExpected ? response.text : reason } as const;
  return checkExpectations(expected, end, undefined, { running: undefined });
}

async function checkOutput(
  { matches, jqQuery, matchUrl, matchPrompt }: Expectations,
  output: unknown,
  phases: Phases,
  { files, judge, predictions, worker, limit }: CaseContext,
): Promise<Pick<CaseReport, "failures" | "transcript">> {
  const left = Math.max(
    limit - waitOf(phases) - (phases.running ?? 0),
    Math.min(limit, MIN_CHECK_SECONDS),
  );
  const deadline = Date.now() + left * 1000;
  const [match, jq, content, verdict] = await Promise.all([
    matches === undefined ? [] : patternFailures(matches, output, worker),
    jqQuery === undefined ? [] : jqFailures(jqQuery, output, worker),
    matchUrl === undefined ? [] : files.contentFailures(matchUrl, output, deadline),
    matchPrompt === undefined
      ? { failures: [], transcript: undefined }
      : askJudge(judge, matchPrompt, output, { predictions, files, deadline }),
  ]);
  const { failures, transcript } = verdict;
  return { failures: [...match, ...jq, ...content, ...failures], transcript };
}

function previousOutput(result: PredictionResult, schema: JsonRecord | undefined): PreviousOutput {
  if (result.kind === "refused")
    return { kind: "failed", error: describeResponse(result.response) };
  const { status, output, error } = result.prediction;
  if (status !== "succeeded") return { kind: "failed", error: error ?? status };
  return { kind: "succeeded", output: joinOutput(output, schema) };
}
