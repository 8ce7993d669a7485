import { describeResponse } from "../http/unexpected-response.ts";
import type { JsonRecord } from "../lib/json.ts";
import { checkExpectations, durationFailures, type Failure, patternFailure } from "./checks.ts";
import { jqFailure } from "./jq.ts";
import { askJudge, type Judge, type Verdict } from "./judge.ts";
import type { TestCase } from "./options.ts";
import { joinOutput, lastLines } from "./output.ts";
import type { EndedPrediction, PredictionResult, RefusedPrediction } from "./prediction-result.ts";
import type { Predictions } from "./predictions.ts";
import type { RemoteFiles } from "./remote-files.ts";
import type { TestingWorker } from "./tasks/tasks.ts";
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

/**
 * Checks the result of a test case's prediction against its expectations.
 * @param previous the result of the previous version; undefined if it was not run.
 */
export async function evaluateCase(
  testCase: TestCase,
  result: PredictionResult,
  previous: PredictionResult | undefined,
  context: CaseContext,
): Promise<CaseReport> {
  const { name, inputs } = testCase;
  const before = previous && previousOutput(previous, context.schema);
  const common = { name, inputs, before, expectedUrl: testCase.expected.matchUrl };
  if (result.kind === "refused") return { ...common, ...refusedCase(testCase, result) };
  const output = joinOutput(result.prediction.output, context.schema);
  const { failures, verdict } = await checkCase(testCase, result, output, context);
  const { url, logs } = result.prediction;
  return { ...common, output, failures, verdict, phases: result.phases, url, log: lastLines(logs) };
}

async function checkCase(
  { expected }: TestCase,
  { prediction, phases }: EndedPrediction,
  output: unknown,
  { files, judge, predictions, worker, limit }: CaseContext,
): Promise<{ failures: readonly Failure[]; verdict: Verdict | undefined }> {
  const failures = checkExpectations(expected, prediction, output, phases);
  // A prediction that failed has no output to check.
  if (prediction.status !== "succeeded") return { failures, verdict: undefined };
  const { matches, jqQuery, matchUrl, matchPrompt } = expected;
  const { queued, setup = 0, running = 0 } = phases;
  const left = Math.max(limit - queued - setup - running, Math.min(limit, MIN_CHECK_SECONDS));
  const deadline = Date.now() + left * 1000;
  const [match, jq, content, verdict] = await Promise.all([
    matches === undefined ? undefined : patternFailure(matches, output, worker),
    jqQuery === undefined ? undefined : jqFailure(jqQuery, output, worker),
    matchUrl === undefined ? undefined : files.matchFailure(matchUrl, output, deadline),
    matchPrompt === undefined || judge === undefined
      ? undefined
      : askJudge(judge, matchPrompt, output, { predictions, files, deadline }),
  ]);
  const judged = matchPrompt === undefined ? undefined : judgedFailure(matchPrompt, verdict);
  return {
    failures: [...failures, match, jq, content, judged].filter((failure) => failure !== undefined),
    verdict,
  };
}

function judgedFailure(matchPrompt: string, verdict: Verdict | undefined): Failure | undefined {
  if (verdict === undefined) return { expected: matchPrompt, got: "no judge" };
  const { judge, isMatch, answers } = verdict;
  return isMatch
    ? undefined
    : { expected: `${matchPrompt} (judged by ${judge})`, got: answers.join("; ") };
}

/** A refused prediction passes if its error is the expected one. Its duration cannot be measured. */
function refusedCase(
  { expected: { errorContains, maxSeconds } }: TestCase,
  { response }: RefusedPrediction,
) {
  const error = describeResponse(response);
  const isExpected =
    errorContains !== undefined &&
    (error.includes(errorContains) || response.text.includes(errorContains));
  const expected =
    errorContains === undefined ? "a prediction" : `an error that contains ${errorContains}`;
  return {
    failures: [
      ...(isExpected ? [] : [{ expected, got: error }]),
      ...durationFailures(maxSeconds, undefined),
    ],
    log: [],
  };
}

function previousOutput(result: PredictionResult, schema: JsonRecord | undefined): PreviousOutput {
  if (result.kind === "refused")
    return { kind: "failed", error: describeResponse(result.response) };
  const { status, output, error } = result.prediction;
  if (status !== "succeeded") return { kind: "failed", error: error ?? status };
  return { kind: "succeeded", output: joinOutput(output, schema) };
}
