import { randomBytes } from "node:crypto";
import pMap from "p-map";
import { describeResponse } from "../http/unexpected-response.ts";
import { ActionError } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { findModel } from "../replicate/models.ts";
import type { Runnable } from "../replicate/predictions.ts";
import type { Failure } from "./expectations.ts";
import {
  type JudgeInputs,
  type JudgeQuestion,
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

/** What became of match_prompt. */
interface Verdict {
  readonly failures: readonly Failure[];
  /** The question, and each answer as `yes: reason`, `no: reason`, or `no answer: reason`, in order. */
  readonly transcript: readonly string[];
}

/** Every language model on Replicate takes a prompt, also an official one whose schema the API hides. */
const PROMPT_ONLY: JudgeInputs = { takesSystem: false, images: undefined };

/** @throws {ActionError} for a model that does not exist, takes no prompt, or has no version. */
export async function findJudge(api: ReplicateApi, name: ModelName): Promise<Judge> {
  const model = await findModel(api, name);
  if (model === undefined) throw unsuitableJudge(name, "the model does not exist");
  const { isOfficial, latestVersion } = model;
  const schema = latestVersion?.schema;
  const inputs = schema === undefined && isOfficial ? PROMPT_ONLY : judgeInputs(schema);
  if (inputs === undefined) throw unsuitableJudge(name, "it has no input named prompt");
  const common = { name: fullName(name), inputs, schema };
  if (isOfficial) return { ...common, run: { official: name } };
  if (latestVersion === undefined) throw unsuitableJudge(name, "it has no version");
  return { ...common, run: { version: latestVersion.id } };
}

function unsuitableJudge(name: ModelName, reason: string): ActionError {
  return new ActionError({
    code: "judge-unsuitable",
    message: `Input judge-model is "${fullName(name)}", which cannot judge outputs: ${reason}.`,
    hint: "Set judge-model to a language model on Replicate that takes a prompt. To judge images, use a vision model.",
  });
}

/** Seconds for one answer. */
const LIMIT = 300;
/** Files of one output that are described to the judge, and downloaded at the same time. */
const MAX_FILES = 100;
const MAX_DOWNLOADS = 4;
const MAX_SHOWN = 300;

interface JudgeContext {
  readonly predictions: Predictions;
  readonly files: RemoteFiles;
  /** Of all checks of the test case, in milliseconds since the epoch. */
  readonly deadline: number;
}

interface Answer {
  readonly isYes: boolean;
  /** As in a transcript. */
  readonly text: string;
}

/**
 * Asks the judge whether an output matches a description. The first yes decides. Otherwise two of three answers do:
 * language models do not always agree.
 */
export async function askJudge(
  judge: Judge | undefined,
  description: string,
  output: unknown,
  { predictions, files, deadline }: JudgeContext,
): Promise<Verdict> {
  if (judge === undefined)
    return { failures: [{ expected: description, got: "no judge" }], transcript: [] };
  const described = await pMap(
    urlsIn(output).slice(0, MAX_FILES),
    (url) => files.describe(url, deadline),
    { concurrency: MAX_DOWNLOADS },
  );
  const id = randomBytes(8).toString("hex");
  const question = { id, description, output, files: described };
  const ask = (): Promise<Answer> => askOnce(judge, question, predictions, deadline);
  const answers = [await ask()];
  if (answers[0]?.isYes === false) answers.push(await ask());
  if (answers[1]?.isYes === true) answers.push(await ask());
  const texts = answers.map(({ text }) => text);
  const failure = { expected: `${description} (judged by ${judge.name})`, got: texts.join("; ") };
  return {
    failures: answers.at(-1)?.isYes === true ? [] : [failure],
    transcript: [`Question to ${judge.name}: ${description}`, ...texts.map((text) => `- ${text}`)],
  };
}

/** @param deadline of all answers, in milliseconds since the epoch. */
async function askOnce(
  { run, schema, inputs }: Judge,
  question: JudgeQuestion,
  predictions: Predictions,
  deadline: number,
): Promise<Answer> {
  const none = (reason: string): Answer => ({ isYes: false, text: `no answer: ${reason}` });
  const limit = Math.min(LIMIT, (deadline - Date.now()) / 1000);
  if (limit <= 0) return none("the time limit of the test case is over");
  const result = await predictions.run(run, judgePrompt(inputs, question), limit);
  if (result.kind === "refused")
    return none(`Replicate rejected the judge's prediction: ${describeResponse(result.response)}`);
  const { status, output, error } = result.prediction;
  if (status !== "succeeded") return none(`the judge did not answer: ${error ?? status}`);
  const joined = Array.isArray(output) ? output.join("") : joinOutput(output, schema);
  const answer = typeof joined === "string" ? joined : shortText(joined, MAX_SHOWN);
  const judgement = parseJudgement(answer, question);
  if (judgement === undefined)
    return none(`neither yes nor no to the question: ${shortText(answer, MAX_SHOWN)}`);
  const { isMatch, reason } = judgement;
  return { isYes: isMatch, text: `${isMatch ? "yes" : "no"}: ${reason}` };
}
