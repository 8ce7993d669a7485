import type { HttpResponse } from "../http/request.ts";
import { unexpectedResponse } from "../http/unexpected-response.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { ReplicateApi } from "./client.ts";
import { type Prediction, parsePrediction } from "./parse.ts";

/** What is to be run: one exact version, or an official model, which has none. */
export type Runnable = { readonly version: string } | { readonly official: ModelName };

export interface NewPrediction {
  readonly run: Runnable;
  readonly input: Readonly<Record<string, unknown>>;
  /** Seconds after which Replicate ends it by itself. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/**
 * Seconds that Replicate holds its answer for a prediction that may end at once (`Prefer: wait`, 1 to 60).
 * Short, because a step that is cancelled has to learn the id before it can cancel the prediction, and has
 * 10 seconds for all of it.
 */
const HOLD = 5;
/** The least that Cancel-After takes, by Replicate's schema. Seconds. */
const SHORTEST_LIMIT = 5;

/**
 * Creates a prediction. Sent once: a prediction has no idempotency key, so the caller decides.
 * @returns the prediction, ended or not, or the reply of a refusal.
 */
export async function createPrediction(
  api: ReplicateApi,
  { run, input, limit, signal }: NewPrediction,
): Promise<Prediction | HttpResponse> {
  const [path, body] =
    "version" in run
      ? ["/predictions", { version: run.version, input }]
      : [`/models/${fullName(run.official)}/predictions`, { input }];
  const headers = {
    prefer: `wait=${HOLD}`,
    "cancel-after": `${Math.max(SHORTEST_LIMIT, Math.ceil(limit))}s`,
  };
  const reply = await api("POST", path, body, { headers, signal, retry: false });
  return reply.status >= 200 && reply.status < 300 ? parsePrediction(reply.body) : reply;
}

/** @throws {ActionError} when the API does not give it. */
export async function getPrediction(api: ReplicateApi, id: string): Promise<Prediction> {
  const reply = await api("GET", `/predictions/${encodeURIComponent(id)}`);
  if (reply.status === 200) return parsePrediction(reply.body);
  throw unexpectedResponse(`Reading the prediction ${id}`, reply);
}

/** @returns the reply; a prediction that has ended already is no matter. */
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
