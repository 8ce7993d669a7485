import { describeResponse } from "../http/unexpected-response.ts";
import type { JsonRecord } from "../lib/json.ts";
import { lastLines } from "./boot.ts";
import type { TestCase } from "./cases.ts";
import { checkExpectations, type Failure, patternFailure } from "./checks.ts";
import { jqFailure } from "./jq.ts";
import { askJudge } from "./judge.ts";
import { wholeOutput } from "./output.ts";
import type { Ended, Refused, Run } from "./prediction-run.ts";
import type { Predictions } from "./predictions.ts";
import type { Judge, Verdict } from "./question.ts";
import type { RemoteFiles } from "./remote-files.ts";
import type { TestingWorker } from "./tasks/tasks.ts";
import type { Before, CaseReport } from "./test-report.ts";

/** What expectations are checked with. */
export interface CaseContext {
  readonly predictions: Predictions;
  readonly contents: RemoteFiles;
  readonly judge: Judge | undefined;
  readonly worker: TestingWorker;
  /** Of the version that is tried. */
  readonly schema: JsonRecord | undefined;
}

/** Judges one test case by what its prediction gave. */
export async function reportCase(
  one: TestCase,
  run: Run,
  before: Run | undefined,
  equipment: CaseContext,
): Promise<CaseReport> {
  const { name, inputs } = one;
  const common = { name, inputs, before: before && asBefore(before, equipment.schema) };
  if ("refused" in run) return { ...common, ...refusedCase(one, run) };
  const output = wholeOutput(run.prediction.output, equipment.schema);
  const { failures, verdict } = await examine(one, run, output, equipment);
  const { url, logs } = run.prediction;
  return { ...common, output, failures, verdict, phases: run.phases, url, log: lastLines(logs) };
}

async function examine(
  { expected }: TestCase,
  { prediction, phases }: Ended,
  output: unknown,
  equipment: CaseContext,
): Promise<{ failures: readonly Failure[]; verdict: Verdict | undefined }> {
  const plain = checkExpectations(expected, prediction, output, phases);
  // Without an output there is nothing more to look at.
  if (prediction.status !== "succeeded") return { failures: plain, verdict: undefined };
  const { matches, jqQuery, matchUrl, matchPrompt } = expected;
  const { worker } = equipment;
  const [match, jq, content, verdict] = await Promise.all([
    matches === undefined ? undefined : patternFailure(matches, output, worker),
    jqQuery === undefined ? undefined : jqFailure(jqQuery, output, worker),
    matchUrl === undefined ? undefined : equipment.contents.matchFailure(matchUrl, output),
    matchPrompt === undefined || equipment.judge === undefined
      ? undefined
      : askJudge(equipment.judge, matchPrompt, output, equipment),
  ]);
  const judged = verdict && !verdict.isMatch ? judgedFailure(verdict) : undefined;
  const failures = [...plain, match, jq, content, judged].filter(
    (failure) => failure !== undefined,
  );
  return { failures, verdict };
}

function judgedFailure({ judge, question, answers }: Verdict): Failure {
  return { expected: `${question} (asked of ${judge})`, got: answers.join("; ") };
}

/** A prediction that Replicate did not make: as expected, when its words are the error that was expected. */
function refusedCase({ expected }: TestCase, { refused }: Refused) {
  const said = describeResponse(refused);
  const { errorContains } = expected;
  const isExpected =
    errorContains !== undefined &&
    (said.includes(errorContains) || refused.text.includes(errorContains));
  const wanted =
    errorContains === undefined ? "a prediction" : `an error that contains ${errorContains}`;
  return {
    failures: isExpected ? [] : [{ expected: wanted, got: said }],
    output: undefined,
    phases: undefined,
    url: undefined,
    log: [],
    verdict: undefined,
  };
}

function asBefore(run: Run, schema: JsonRecord | undefined): Before {
  if ("refused" in run) return { fault: describeResponse(run.refused) };
  const { status, output, error } = run.prediction;
  if (status !== "succeeded") return { fault: error ?? status };
  return { output: wholeOutput(output, schema) };
}
