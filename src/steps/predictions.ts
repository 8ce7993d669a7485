import * as core from "@actions/core";
import { messageOf } from "../errors.ts";
import { phasesOf } from "../gates/phases.ts";
import type { Ended, Refused, Run } from "../gates/run.ts";
import { describeReply } from "../http/problem.ts";
import type { Reply } from "../http/request.ts";
import { retryPause } from "../http/retry.ts";
import { isRecord, type JsonRecord } from "../json.ts";
import { pause } from "../pause.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import type { Prediction } from "../replicate/parse.ts";
import {
  cancelPrediction,
  createPrediction,
  getPrediction,
  type NewPrediction,
  type Runnable,
} from "../replicate/predictions.ts";

/** Seconds for which a version that was just pushed may be unknown to predictions. */
const REGISTRATION_PATIENCE = 60;
/** Attempts at a creation that fails on the way; a prediction too many ends by its own limit. */
const ATTEMPTS = 3;
/** Seconds that Replicate's own time limit is waited for before a prediction is cancelled from here. */
const GRACE = 5;
/** Seconds for the last requests of a step that is over: the runner kills it 10 s after cancelling. */
const LAST_WORDS = 8;

/**
 * Runs predictions for one step: under the account's rate limit, each with a time limit, and none of them
 * left running when the step is over.
 */
export class Predictions {
  readonly #api: ReplicateApi;
  readonly #signal: AbortSignal;
  readonly #creations = new Set<Promise<unknown>>();
  readonly #running = new Set<string>();
  #isThrottled = false;
  #turn: Promise<unknown> = Promise.resolve();

  /** @param signal of the step. */
  constructor(api: ReplicateApi, signal: AbortSignal) {
    this.#api = api;
    this.#signal = signal;
  }

  /**
   * Runs one prediction to its end.
   * @param limit seconds, from its creation on.
   * @throws {ActionError} when it can't be read any more; the signal's reason when the step is cancelled.
   */
  async run(run: Runnable, input: JsonRecord, limit: number): Promise<Run> {
    const created = await this.#create({ run, input, limit, signal: new AbortController().signal });
    return "refused" in created ? created : this.#watch(created, limit);
  }

  /** Cancels whatever is still running. What can't be cancelled ends by its own time limit. */
  async close(): Promise<void> {
    const signal = AbortSignal.timeout(LAST_WORDS * 1000);
    await Promise.allSettled(this.#creations);
    const cancellations = [...this.#running].map(async (id) => {
      try {
        const reply = await cancelPrediction(this.#api, id, signal);
        core.info(`Prediction ${id} was cancelled: HTTP ${reply.status}.`);
      } catch (error) {
        core.warning(
          `Prediction ${id} could not be cancelled (${messageOf(error)}); its time limit ends it.`,
        );
      }
    });
    await Promise.all(cancellations);
  }

  /** Creates a prediction; once the account's rate limit was met, one at a time. */
  async #create(wanted: NewPrediction): Promise<Prediction | Refused> {
    if (!this.#isThrottled) return this.#attempt(wanted);
    const turn = this.#turn.then(() => this.#attempt(wanted));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #attempt(wanted: NewPrediction): Promise<Prediction | Refused> {
    const patience = Date.now() + REGISTRATION_PATIENCE * 1000;
    for (let attempt = 1; ; attempt++) {
      this.#signal.throwIfAborted();
      const reply = await this.#send(wanted);
      if ("id" in reply) return reply;
      const isVersionUnknown = "version" in wanted.run && saysVersionUnknown(reply);
      const seconds = this.#pauseAfter(reply, isVersionUnknown, attempt, patience);
      if (seconds === undefined) return { refused: reply, isVersionUnknown };
      core.debug(`prediction not created (${describeReply(reply)}), again in ${seconds} s`);
      await pause(seconds, this.#signal);
      if (reply.status === 429 && !this.#isThrottled) {
        this.#isThrottled = true;
        return this.#create(wanted);
      }
    }
  }

  /** Sends it whatever becomes of the step meanwhile: without its id it could not be cancelled. */
  async #send(wanted: NewPrediction): Promise<Prediction | Reply> {
    const creation = createPrediction(this.#api, wanted);
    this.#creations.add(creation);
    try {
      const created = await creation;
      if ("id" in created && !hasEnded(created)) this.#running.add(created.id);
      return created;
    } finally {
      this.#creations.delete(creation);
    }
  }

  /** Seconds until the next attempt; undefined when the reply stands. */
  #pauseAfter(
    reply: Reply,
    isVersionUnknown: boolean,
    attempt: number,
    patience: number,
  ): number | undefined {
    if (reply.status === 429) return retryPause("POST", reply, 1, Math.random(), new Date());
    if (isVersionUnknown) return Date.now() < patience ? Math.min(attempt, 5) : undefined;
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
      await pause(seconds, this.#signal);
      prediction = await getPrediction(this.#api, id);
    }
    if (hasEnded(prediction)) this.#running.delete(id);
    return { prediction, phases: phasesOf(prediction, setupSeenAt, Date.now()) };
  }
}

function hasEnded({ status }: Prediction): boolean {
  return status !== "starting" && status !== "processing";
}

/** Replicate answers 422 to a version that it does not know, or has disabled, and to wrong inputs. */
function saysVersionUnknown({ status, body }: Reply): boolean {
  if (status !== 422) return false;
  return !(isRecord(body) && Array.isArray(body["invalid_fields"]));
}
