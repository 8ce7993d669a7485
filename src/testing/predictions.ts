import type { HttpResponse } from "../http/request.ts";
import { ATTEMPTS as REQUEST_ATTEMPTS, retryDelay } from "../http/retry.ts";
import { describeResponse } from "../http/unexpected-response.ts";
import { type JsonRecord, recordOf, stringAt } from "../lib/json.ts";
import { debug, info, warning } from "../lib/log.ts";
import { createQueue } from "../lib/queue.ts";
import { sleep } from "../lib/sleep.ts";
import type { Answer, ReplicateApi } from "../replicate/client.ts";
import type { Prediction } from "../replicate/parse.ts";
import {
  cancelPrediction,
  createPrediction,
  getPrediction,
  isRunBy,
  type NewPrediction,
  type Runnable,
} from "../replicate/predictions.ts";
import { wasPreempted } from "./boot.ts";
import { OpenRequests } from "./open-requests.ts";
import { cancelPredictions, saveRunning } from "./orphans.ts";
import { type EndedPrediction, type PredictionResult, phasesOf } from "./prediction-result.ts";

/** Seconds until a version must be known to predictions: one that was just pushed, and any other. */
const FRESH_TIMEOUT = 30;
const KNOWN_TIMEOUT = 10;
/** Seconds to wait for the account's rate limit, which resets within a minute. */
const RATE_LIMIT_TIMEOUT = 120;
/** Seconds between two creations while it is reached, even if Replicate asks for none. */
const MIN_DELAY = 1;
/** Attempts at a creation on transient errors; a duplicate prediction ends by its own time limit. */
const ATTEMPTS = 3;
/** Seconds to wait for Replicate's own time limit before the prediction is canceled from here. */
const GRACE_PERIOD = 5;

/** Runs predictions within the account's rate limit, each with a time limit, and leaves none running after `close`. */
export class Predictions {
  readonly #api: ReplicateApi;
  readonly #signal: AbortSignal;
  readonly #creations: OpenRequests;
  readonly #running = new Set<string>();
  /** Seconds. */
  readonly #registrationTimeout: number;
  #isRateLimited = false;
  /** The rate limit did not reset in time: no further creation waits for it. */
  #isExhausted = false;
  readonly #inTurn = createQueue();

  /** @param isFresh whether the version was just pushed, so that predictions may not know it yet. */
  constructor(api: ReplicateApi, signal: AbortSignal, isFresh: boolean) {
    this.#api = api;
    this.#signal = signal;
    this.#creations = new OpenRequests(signal);
    this.#registrationTimeout = isFresh ? FRESH_TIMEOUT : KNOWN_TIMEOUT;
  }

  /**
   * Runs one prediction to its end, and once more if its machine was taken away.
   * @param limit seconds, from its creation on.
   * @throws {ActionError} if its state cannot be read; the signal's reason if the step is canceled.
   */
  async run(runnable: Runnable, input: JsonRecord, limit: number): Promise<PredictionResult> {
    const first = await this.#runOnce(runnable, input, limit);
    if (first.kind === "refused" || !wasPreempted(first.prediction)) return first;
    warning(
      "prediction-preempted",
      `Replicate preempted the machine of prediction ${first.prediction.id}. Retrying once.`,
    );
    return this.#runOnce(runnable, input, limit);
  }

  async #runOnce(run: Runnable, input: JsonRecord, limit: number): Promise<PredictionResult> {
    const created = await this.#create({ run, input, limit, signal: this.#creations.signal });
    if (created.ok) return this.#watch(created.value, isRunBy(created.value, run) ? limit : 0);
    const { response } = created;
    return { kind: "refused", response, isVersionUnknown: isVersionUnknown(run, response) };
  }

  /** Cancels all predictions that are still running. One that cannot be canceled in time is left to the post step. */
  async close(): Promise<void> {
    const seconds = await this.#creations.close();
    const left = await cancelPredictions(this.#api, this.#running, seconds);
    for (const { id, reason } of left)
      info(`Could not cancel prediction ${id} yet (${reason}). The post step tries again.`);
    saveRunning(left.map(({ id }) => id));
  }

  /** Creates a prediction; one at a time after the account's rate limit was reached. */
  async #create(wanted: NewPrediction): Promise<Answer<Prediction>> {
    const create = () => this.#createWithRetry(wanted);
    return this.#isRateLimited ? this.#inTurn(create) : create();
  }

  async #createWithRetry(wanted: NewPrediction): Promise<Answer<Prediction>> {
    const start = Date.now();
    for (let attempt = 1; ; attempt++) {
      this.#signal.throwIfAborted();
      this.#creations.signal.throwIfAborted();
      const answer = await this.#creations.waitFor(this.#send(wanted));
      if (answer.ok) return answer;
      const { response } = answer;
      const seconds = this.#delayAfter(wanted.run, response, attempt, start);
      if (seconds === undefined) return answer;
      debug(`prediction not created (${describeResponse(response)}), retrying in ${seconds} s`);
      await sleep(seconds, this.#signal);
      if (response.status === 429 && !this.#isRateLimited) {
        this.#isRateLimited = true;
        return this.#create(wanted);
      }
    }
  }

  async #send(wanted: NewPrediction): Promise<Answer<Prediction>> {
    const created = await createPrediction(this.#api, wanted);
    if (created.ok && !hasEnded(created.value)) saveRunning(this.#running.add(created.value.id));
    return created;
  }

  /** Seconds until the next attempt, undefined if there is none. `start` is in milliseconds since the epoch. */
  #delayAfter(
    run: Runnable,
    response: HttpResponse,
    attempt: number,
    start: number,
  ): number | undefined {
    const passed = (Date.now() - start) / 1000;
    if (response.status === 429) {
      const step = Math.min(attempt, REQUEST_ATTEMPTS - 1);
      const seconds = Math.max(MIN_DELAY, retryDelay("POST", response, step) ?? 0);
      this.#isExhausted = passed + seconds > (this.#isExhausted ? 0 : RATE_LIMIT_TIMEOUT);
      return this.#isExhausted ? undefined : seconds;
    }
    if (isVersionUnknown(run, response))
      return passed < this.#registrationTimeout ? Math.min(attempt, 5) : undefined;
    const isTransient = response.status === 0 || response.status >= 500;
    return isTransient && attempt < ATTEMPTS ? 2 ** attempt : undefined;
  }

  /** Polls a prediction until it has ended, or its time limit is over; 0: cancels it at once. */
  async #watch(created: Prediction, limit: number): Promise<EndedPrediction> {
    const { id } = created;
    const deadline = limit === 0 ? 0 : Date.now() + (limit + GRACE_PERIOD) * 1000;
    let prediction = created;
    let setupSeenAt: number | undefined;
    for (let seconds = 0.5; !hasEnded(prediction); seconds = Math.min(seconds * 1.3, 5)) {
      if (prediction.status === "starting" && prediction.logs !== "") setupSeenAt ??= Date.now();
      if (Date.now() >= deadline) {
        await cancelPrediction(this.#api, id, this.#signal);
        prediction = await getPrediction(this.#api, id);
        break;
      }
      await sleep(seconds, this.#signal);
      prediction = await getPrediction(this.#api, id);
    }
    if (hasEnded(prediction) && this.#running.delete(id)) saveRunning(this.#running);
    return { kind: "ended", prediction, phases: phasesOf(prediction, setupSeenAt, Date.now()) };
  }
}

function hasEnded({ status }: Prediction): boolean {
  return status !== "starting" && status !== "processing";
}

/** Replicate answers 422 to a version that it does not know or has disabled, and to inputs: "Input validation failed". */
function isVersionUnknown(run: Runnable, { status, body }: HttpResponse): boolean {
  if ("official" in run || status !== 422) return false;
  const { invalid_fields: fields } = recordOf(body);
  return !(Array.isArray(fields) || /^input\b/i.test(stringAt(body, "title") ?? ""));
}
