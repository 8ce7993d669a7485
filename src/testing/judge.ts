import { describeResponse } from "../http/unexpected-response.ts";
import { ActionError } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { Model } from "../replicate/parse.ts";
import type { Runnable } from "../replicate/predictions.ts";
import {
  type JudgeInputs,
  type Judgement,
  judgeInputs,
  judgePrompt,
  parseJudgement,
} from "./judge-prompt.ts";
import { joinOutput, shortText, urlsIn } from "./output.ts";
import type { Predictions } from "./predictions.ts";
import type { RemoteFiles } from "./remote-files.ts";

/** A language model on Replicate that judges outputs. */
export interface Judge {
  /** `owner/name` */
  readonly name: string;
  readonly run: Runnable;
  readonly inputs: JudgeInputs;
  readonly schema: JsonRecord | undefined;
}

/** What the judge was asked, and what it answered. */
export interface Verdict {
  readonly judge: string;
  readonly question: string;
  readonly isMatch: boolean;
  /** Each answer as `yes: reason` or `no: reason`, in order. */
  readonly answers: readonly string[];
}

/** Every language model on Replicate takes a prompt, also an official one whose schema the API hides. */
const PROMPT_ONLY: JudgeInputs = { prompt: "prompt", system: undefined, images: undefined };

/**
 * The judge that a model can be.
 * @throws {ActionError} for a model that takes no prompt or has no version.
 */
export function judgeOf(name: ModelName, model: Model): Judge {
  const { isOfficial, latestVersion } = model;
  const schema = latestVersion?.schema;
  const inputs = schema === undefined && isOfficial ? PROMPT_ONLY : judgeInputs(schema);
  if (inputs === undefined) throw unsuitableJudge(name, "it has no input named prompt");
  if (isOfficial) return { name: fullName(name), run: { official: name }, inputs, schema };
  if (latestVersion === undefined) throw unsuitableJudge(name, "it has no version");
  return { name: fullName(name), run: { version: latestVersion.id }, inputs, schema };
}

/** The error for a model that cannot judge. */
export function unsuitableJudge(name: ModelName, reason: string): ActionError {
  return new ActionError({
    code: "judge-unsuitable",
    message: `Input judge-model is "${fullName(name)}", which cannot judge outputs: ${reason}.`,
    hint: "Set judge-model to a language model on Replicate that takes a prompt. To judge images, use a vision model.",
  });
}

/** Seconds for one answer. */
const LIMIT = 300;
/** A no is asked again, and two of three answers decide: language models do not always agree. */
const MAX_ANSWERS = 3;
const MAX_SHOWN = 300;

/** What the judge runs with. */
interface JudgeContext {
  readonly predictions: Predictions;
  readonly files: RemoteFiles;
}

/**
 * Asks the judge whether an output matches a description. The first yes decides; a no is asked again.
 * An answer that is neither counts as a no.
 */
export async function askJudge(
  judge: Judge,
  description: string,
  output: unknown,
  { predictions, files }: JudgeContext,
): Promise<Verdict> {
  const described = await Promise.all(urlsIn(output).map((url) => files.describe(url)));
  const input = judgePrompt(judge.inputs, description, output, described);
  const judgements: Judgement[] = [];
  const count = (isMatch: boolean): number =>
    judgements.filter((judgement) => judgement.isMatch === isMatch).length;
  while (judgements.length < MAX_ANSWERS) {
    judgements.push(await askOnce(judge, input, predictions));
    if (judgements[0]?.isMatch || count(true) === 2 || count(false) === 2) break;
  }
  return {
    judge: judge.name,
    question: description,
    isMatch: judgements[0]?.isMatch === true || count(true) === 2,
    answers: judgements.map(({ isMatch, reason }) => `${isMatch ? "yes" : "no"}: ${reason}`),
  };
}

async function askOnce(
  { run, schema }: Judge,
  input: JsonRecord,
  predictions: Predictions,
): Promise<Judgement> {
  const no = (reason: string): Judgement => ({ isMatch: false, reason });
  const result = await predictions.run(run, input, LIMIT);
  if (result.kind === "refused")
    return no(`Replicate refused to run the judge: ${describeResponse(result.response)}`);
  const { status, output, error } = result.prediction;
  if (status !== "succeeded") return no(`the judge did not answer: ${error ?? status}`);
  const joined = Array.isArray(output) ? output.join("") : joinOutput(output, schema);
  const answer = typeof joined === "string" ? joined : shortText(joined, MAX_SHOWN);
  return parseJudgement(answer) ?? no(`neither yes nor no: ${shortText(answer, MAX_SHOWN)}`);
}
