import { exampleInput, inputProperties } from "../compatibility/openapi.ts";
import type { HttpResponse } from "../http/request.ts";
import { describeResponse, isTransient } from "../http/unexpected-response.ts";
import { ActionError, type Problem } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import type { Prediction } from "../replicate/parse.ts";
import { type BootFailure, bootCause } from "./boot-causes.ts";
import { lastLines } from "./output.ts";
import type { Phases, PredictionResult } from "./prediction-result.ts";
import { TASK_SECONDS, type TestingWorker } from "./tasks/worker.ts";

/** Whether a version boots on Replicate. */
export type Boot = Booted | FailedBoot;

export interface Booted extends BootPrediction {
  readonly verdict: "booted";
  /** Whether the prediction succeeded without an output. */
  readonly isOutputNull: boolean;
}

export interface FailedBoot extends BootPrediction {
  readonly verdict: BootFailure;
  readonly cause: Problem;
}

/** The first prediction of a version; without phases and a page, Replicate refused it. */
interface BootPrediction {
  readonly phases?: Phases | undefined;
  /** Its page. */
  readonly url?: string | undefined;
  /** Last lines of its log, or of its error if the log is empty. */
  readonly log: readonly string[];
}

/** A preempted machine: messages that users have reported. */
const PREEMPTED = /\(code: PA\)|^code: PA\b|\bE8765\b/m;
/** A failed setup() or boot, in errors of predictions that have a start time as if predict() had begun. */
const SETUP =
  /\bset-?up(\(\))? (has )?fail|\bfail\w* (to complete |to |in |during )?set-?up\b|\bE6716\b/i;

/**
 * Whether a version boots, by its first prediction. A prediction that began has a machine that booted, however it ended.
 * @throws {ActionError} if Replicate refused the prediction for another reason than the version.
 */
export function bootOf(result: PredictionResult): Boot {
  if (result.kind === "refused") {
    if (!result.isVersionUnknown) throw predictionRefused(result.response);
    return { verdict: "disabled", log: [], cause: bootCause("disabled", "") };
  }
  const { prediction, phases } = result;
  const { status, output, error = "", logs, url } = prediction;
  const verdict = verdictOf(prediction);
  // A setup that printed nothing has only an error.
  const log = lastLines(logs.trim() === "" ? error : logs);
  const details = { phases, url, log };
  if (verdict !== "booted")
    return { verdict, ...details, cause: bootCause(verdict, `${error}\n${logs}`) };
  return { verdict, ...details, isOutputNull: status === "succeeded" && (output ?? null) === null };
}

/** Whether Replicate preempted the machine of a prediction. */
export function wasPreempted({ status, error, logs }: Prediction): boolean {
  return status === "failed" && PREEMPTED.test(`${error}\n${logs}`);
}

function verdictOf(prediction: Prediction): Boot["verdict"] {
  const { status, error, startedAt } = prediction;
  if (wasPreempted(prediction)) return "preempted";
  const isSetupFailure = status === "failed" && SETUP.test(error ?? "");
  if (status === "succeeded" || (startedAt !== undefined && !isSetupFailure)) return "booted";
  return status === "failed" ? "setup failed" : "stuck";
}

/** The error for a prediction that Replicate refused for another reason than the version. */
export function predictionRefused(response: HttpResponse): ActionError {
  return new ActionError({
    code: "prediction-refused",
    message: `Replicate rejected the prediction: ${describeResponse(response)}.`,
    hint: refusalHint(response),
  });
}

function refusalHint(response: HttpResponse): string {
  if (response.status === 402)
    return "Add credit at https://replicate.com/account/billing, wait a few minutes, and run the job again.";
  if (response.status === 422)
    return "Check the inputs of the first test case, or of the model's default example if there are no test cases.";
  if (isTransient(response)) return "The error is transient: run the job again later.";
  return "Check that the account of api-token is allowed to run the model.";
}

/** Inputs without test cases: of the default example, as far as the version takes them, and what its schema requires. */
export async function bootInput(
  example: JsonRecord | undefined,
  schema: JsonRecord | undefined,
  worker: TestingWorker,
): Promise<JsonRecord> {
  const required = exampleInput(schema);
  const known = inputProperties(schema);
  if (example === undefined || schema === undefined || known === undefined)
    return { ...required, ...example };
  const wanted = Object.entries(example).filter(([name]) => known.has(name));
  const inputs = [{ ...required, ...Object.fromEntries(wanted) }];
  const outcome = await worker.run("validateInputs", { schema, inputs }, TASK_SECONDS);
  // Each line begins with the path of a value: `size must be …`, `sizes/0 must be …`.
  const lines = outcome.kind === "done" ? outcome.output.flat() : [];
  const refused = new Set(lines.map((line) => line.split(/[ /]/, 1)[0]));
  return { ...required, ...Object.fromEntries(wanted.filter(([name]) => !refused.has(name))) };
}
