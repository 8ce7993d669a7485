import { setTimeout as wait } from "node:timers/promises";
import { cleanupLimits } from "../lib/cancel-limits.ts";
import { abortable } from "../lib/sleep.ts";

/**
 * Requests that create something which has to be cleaned up. They continue when the step is canceled: without the ID in the
 * response, it could not be.
 */
export class OpenRequests {
  readonly #signal: AbortSignal;
  readonly #requests: Promise<unknown>[] = [];
  readonly #end = new AbortController();
  /** Aborts requests that are not answered in time when the step ends. */
  readonly signal = this.#end.signal;

  /** @param signal of the step. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** The result of a request; the signal's reason is thrown if the step is canceled first. */
  waitFor<T>(request: Promise<T>): Promise<T> {
    this.#requests.push(Promise.allSettled([request]));
    return abortable(request, this.#signal);
  }

  /** Ends the requests that have no response in time. Returns the seconds that cleaning up may take. */
  async close(): Promise<number> {
    const { answer, cleanup } = cleanupLimits(this.#signal);
    await Promise.race([
      Promise.all(this.#requests),
      wait(answer * 1000, undefined, { ref: false }),
    ]);
    this.#end.abort(new Error("the step has ended"));
    return cleanup;
  }
}
