import type { HttpResponse } from "../http/request.ts";
import { unexpectedResponse } from "../http/unexpected-response.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { type Answer, type ReplicateApi, requireObject } from "./client.ts";
import { type Prediction, parsePrediction } from "./parse.ts";

/** What to run: one exact version, an official model, which has no version, or what a deployment serves. */
export type Runnable =
  | { readonly version: string }
  | { readonly official: ModelName }
  /** `serves`: the version that it should serve by now. */
  | { readonly deployment: ModelName; readonly serves: string };

export interface NewPrediction {
  readonly run: Runnable;
  readonly input: Readonly<Record<string, unknown>>;
  /** Seconds after which Replicate cancels it. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/**
 * Seconds that Replicate may hold its response for a prediction that ends soon (`Prefer: wait`, 1 to 60).
 * Short, because a canceled step has 2 seconds to learn the ID and to cancel the prediction.
 */
const WAIT_SECONDS = 1;
/** Minimum of Cancel-After, by Replicate's schema. Seconds. */
const MIN_LIMIT = 5;

/**
 * Creates a prediction. The request is sent once, as predictions have no idempotency key: the caller decides
 * about a retry.
 * @returns the prediction, which may have ended, or the response that refuses it.
 * @throws {ActionError} for a prediction of another version than the wanted one.
 */
export async function createPrediction(
  api: ReplicateApi,
  { run, input, limit, signal }: NewPrediction,
): Promise<Answer<Prediction>> {
  const [path, body] =
    "version" in run
      ? ["", { version: run.version, input }]
      : "official" in run
        ? [`/models/${fullName(run.official)}`, { input }]
        : [`/deployments/${fullName(run.deployment)}`, { input }];
  const headers = {
    prefer: `wait=${WAIT_SECONDS}`,
    "cancel-after": `${Math.max(MIN_LIMIT, Math.ceil(limit))}s`,
  };
  const response = await api("POST", `${path}/predictions`, body, {
    headers,
    signal,
    retry: false,
  });
  if (response.status < 200 || response.status >= 300) return { ok: false, response };
  const value = parsePrediction(response.body);
  // What a version is tested for must not be the result of another one.
  const { version = "hidden" } = value;
  if ("version" in run && version !== "hidden")
    requireObject(["version", run.version], { id: version });
  return { ok: true, value };
}

/** Whether a prediction runs what it should: only a deployment may run another version than the wanted one. */
export function isRunBy(prediction: Prediction, run: Runnable): boolean {
  return !("deployment" in run) || ["hidden", run.serves].includes(prediction.version ?? "");
}

/** @throws {ActionError} for any response but the prediction. */
export async function getPrediction(api: ReplicateApi, id: string): Promise<Prediction> {
  const response = await api("GET", `/predictions/${encodeURIComponent(id)}`);
  if (response.status === 200)
    return requireObject(["prediction", id], parsePrediction(response.body));
  throw unexpectedResponse(`Reading the prediction ${id}`, response);
}

/** @returns the response; that of a prediction which has ended does not matter. */
export function cancelPrediction(
  api: ReplicateApi,
  id: string,
  signal: AbortSignal,
): Promise<HttpResponse> {
  return api("POST", `/predictions/${encodeURIComponent(id)}/cancel`, undefined, {
    signal,
    ignoreRateLimit: true,
  });
}
