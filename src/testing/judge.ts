import { describeResponse } from "../http/unexpected-response.ts";
import type { JsonRecord } from "../lib/json.ts";
import { shortText, urlsIn, wholeOutput } from "./output.ts";
import type { Predictions } from "./predictions.ts";
import {
  type Judge,
  type Judgement,
  type OutputFile,
  question,
  readJudgement,
  type Verdict,
} from "./question.ts";
import type { RemoteFiles } from "./remote-files.ts";

/** Seconds that a judge may take for one answer. */
const LIMIT = 300;
/** A no is asked again, and two of three decide: language models are not of one mind. */
const MOST_ANSWERS = 3;
const SHOWN = 300;

/**
 * Asks the judge whether an output is as described. A yes is taken at once, a no is asked again.
 * An answer that is neither counts as a no, and is shown.
 */
export async function askJudge(
  judge: Judge,
  description: string,
  output: unknown,
  { predictions, contents }: { readonly predictions: Predictions; readonly contents: RemoteFiles },
): Promise<Verdict> {
  const files: OutputFile[] = await Promise.all(
    urlsIn(output).map((url) => contents.describe(url)),
  );
  const input = question(judge.inputs, description, output, files);
  const judgements: Judgement[] = [];
  const count = (isMatch: boolean): number =>
    judgements.filter((judgement) => judgement.isMatch === isMatch).length;
  while (judgements.length < MOST_ANSWERS) {
    judgements.push(await answerOf(judge, input, predictions));
    if (judgements[0]?.isMatch || count(true) === 2 || count(false) === 2) break;
  }
  return {
    judge: judge.name,
    question: description,
    isMatch: judgements[0]?.isMatch === true || count(true) === 2,
    answers: judgements.map(({ isMatch, reason }) => `${isMatch ? "yes" : "no"}: ${reason}`),
  };
}

async function answerOf(
  { run, schema }: Judge,
  input: JsonRecord,
  predictions: Predictions,
): Promise<Judgement> {
  const no = (reason: string): Judgement => ({ isMatch: false, reason });
  const result = await predictions.run(run, input, LIMIT);
  if ("refused" in result)
    return no(`the judge was not asked: ${describeResponse(result.refused)}`);
  const { status, output, error } = result.prediction;
  if (status !== "succeeded") return no(`the judge gave no answer: ${error ?? status}`);
  const pieces = Array.isArray(output) ? output.join("") : wholeOutput(output, schema);
  const text = typeof pieces === "string" ? pieces : shortText(pieces, SHOWN);
  return readJudgement(text) ?? no(`neither yes nor no: ${shortText(text, SHOWN)}`);
}
