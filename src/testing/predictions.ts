import * as core from "@actions/core";
import type { HttpResponse } from "../http/request.ts";
import { ATTEMPTS as REQUEST_ATTEMPTS, retryDelay } from "../http/retry.ts";
import { describeResponse } from "../http/unexpected-response.ts";
import { isRecord, type JsonRecord } from "../lib/json.ts";
import { debug } from "../lib/log.ts";
import { allSettledWithTimeout } from "../lib/settled-within.ts";
import { abortable, sleep } from "../lib/sleep.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import type { Prediction } from "../replicate/parse.ts";
import {
  cancelPrediction,
  createPrediction,
  getPrediction,
  type NewPrediction,
  type Runnable,
} from "../replicate/predictions.ts";
import { wasPreempted } from "./boot.ts";
import { phasesOf } from "./phases.ts";
import type { Ended, Refused, Run } from "./prediction-run.ts";
import { cancelPredictions, saveRunning } from "./running-predictions.ts";

/** Seconds for which a version may be unknown to predictions: one that was just pushed, and any other. */
const REGISTRATION_PATIENCE = { fresh: 30, known: 10 };
/** Seconds for which the account's rate limit is waited for. It resets within a minute. */
const THROTTLING_PATIENCE = 120;
/** Attempts at a creation that fails on the way; a prediction too many ends by its own limit. */
const ATTEMPTS = 3;
/** Seconds that Replicate's own time limit is waited for before a prediction is cancelled from here. */
const GRACE = 5;
/**
 * Seconds for creations that are under way when the step is over: the runner kills a step 10 s after it
 * cancels it, and the last requests take some of that.
 */
const CREATION_PATIENCE = 6;

/**
 * Runs predictions for one step: under the account's rate limit, each with a time limit, and none of them
 * left running when the step is over.
 */
export class Predictions {
  readonly #api: ReplicateApi;
  readonly #signal: AbortSignal;
  readonly #creations = new Set<Promise<unknown>>();
  readonly #running = new Set<string>();
  /** Ends creations that are never answered, when the step is over. */
  readonly #end = new AbortController();
  readonly #patience: number;
  #isThrottled = false;
  /** The rate limit did not reset in time: nothing waits for it any more. */
  #isGivenUp = false;
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * @param signal of the step.
   * @param isFresh whether the version was just pushed, so that predictions may not know it yet.
   */
  constructor(api: ReplicateApi, signal: AbortSignal, isFresh: boolean) {
    this.#api = api;
    this.#signal = signal;
    this.#patience = REGISTRATION_PATIENCE[isFresh ? "fresh" : "known"];
  }

  /**
   * Runs one prediction to its end. One whose machine was taken away meanwhile is run once more.
   * @param limit seconds, from its creation on.
   * @throws {ActionError} when it can't be read any more; the signal's reason when the step is cancelled.
   */
  async run(run: Runnable, input: JsonRecord, limit: number): Promise<Run> {
    const first = await this.#runOnce(run, input, limit);
    if ("refused" in first || !wasPreempted(first.prediction)) return first;
    core.warning(
      `Replicate took the machine of prediction ${first.prediction.id} away; trying once more.`,
    );
    return this.#runOnce(run, input, limit);
  }

  async #runOnce(run: Runnable, input: JsonRecord, limit: number): Promise<Run> {
    const created = await this.#create({ run, input, limit, signal: this.#end.signal });
    return "refused" in created ? created : this.#watch(created, limit);
  }

  /** Cancels whatever is still running. What can't be cancelled ends by its own time limit. */
  async close(): Promise<void> {
    await allSettledWithTimeout(this.#creations, CREATION_PATIENCE);
    this.#end.abort(new Error("the step is over"));
    await cancelPredictions(this.#api, this.#running);
    saveRunning([]);
  }

  /** Creates a prediction; once the account's rate limit was met, one at a time. */
  async #create(wanted: NewPrediction): Promise<Prediction | Refused> {
    if (!this.#isThrottled) return this.#attempt(wanted);
    const turn = this.#turn.then(() => this.#attempt(wanted));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #attempt(wanted: NewPrediction): Promise<Prediction | Refused> {
    const began = Date.now();
    const until = (seconds: number): number => began + seconds * 1000;
    const patience = {
      version: until(this.#patience),
      throttling: until(this.#isGivenUp ? 0 : THROTTLING_PATIENCE),
    };
    for (let attempt = 1; ; attempt++) {
      this.#signal.throwIfAborted();
      this.#end.signal.throwIfAborted();
      const reply = await this.#send(wanted);
      if ("id" in reply) return reply;
      const isVersionUnknown = "version" in wanted.run && saysVersionUnknown(reply);
      const seconds = this.#pauseAfter(reply, isVersionUnknown, attempt, patience);
      if (seconds === undefined) return { refused: reply, isVersionUnknown };
      debug(`prediction not created (${describeResponse(reply)}), again in ${seconds} s`);
      await sleep(seconds, this.#signal);
      if (reply.status === 429 && !this.#isThrottled) {
        this.#isThrottled = true;
        return this.#create(wanted);
      }
    }
  }

  /** Sends it whatever becomes of the step meanwhile: without its id it could not be cancelled. */
  async #send(wanted: NewPrediction): Promise<Prediction | HttpResponse> {
    const creation = createPrediction(this.#api, wanted).then((created) => {
      if ("id" in created && !hasEnded(created)) saveRunning(this.#running.add(created.id));
      return created;
    });
    this.#creations.add(creation);
    const forget = (): boolean => this.#creations.delete(creation);
    creation.then(forget, forget);
    return abortable(creation, this.#signal);
  }

  /** Seconds until the next attempt; undefined when the reply stands. */
  #pauseAfter(
    reply: HttpResponse,
    isVersionUnknown: boolean,
    attempt: number,
    patience: { readonly version: number; readonly throttling: number },
  ): number | undefined {
    if (reply.status === 429) {
      const turn = Math.min(attempt, REQUEST_ATTEMPTS - 1);
      const seconds = retryDelay("POST", reply, turn) ?? 0;
      this.#isGivenUp = Date.now() + seconds * 1000 > patience.throttling;
      return this.#isGivenUp ? undefined : seconds;
    }
    if (isVersionUnknown) return Date.now() < patience.version ? Math.min(attempt, 5) : undefined;
    const isPassing = reply.status === 0 || reply.status >= 500;
    return isPassing && attempt < ATTEMPTS ? 2 ** attempt : undefined;
  }

  /** Asks for a prediction until it has ended, or its time is over. */
  async #watch(created: Prediction, limit: number): Promise<Ended> {
    const { id } = created;
    const deadline = Date.now() + (limit + GRACE) * 1000;
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
    return { prediction, phases: phasesOf(prediction, setupSeenAt, Date.now()) };
  }
}

function hasEnded({ status }: Prediction): boolean {
  return status !== "starting" && status !== "processing";
}

/** Replicate answers 422 to a version that it does not know, or has disabled, and to wrong inputs. */
function saysVersionUnknown({ status, body }: HttpResponse): boolean {
  if (status !== 422) return false;
  return !(isRecord(body) && Array.isArray(body["invalid_fields"]));
}
