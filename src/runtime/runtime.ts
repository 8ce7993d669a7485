import { createHttp, fetchFor } from "../http/client.ts";
import type { Http, HttpOptions } from "../http/request.ts";
import { ActionError } from "../lib/errors.ts";
import { debug } from "../lib/log.ts";
import { keepFromRedaction } from "../lib/masks.ts";
import { Stopwatch } from "../lib/stopwatch.ts";
import type { Context } from "./context.ts";

/** What every part that reaches outside works with. */
export interface Runtime {
  readonly context: Context;
  /** Aborted when the step is canceled or its time is over; the reason is an ActionError. */
  readonly signal: AbortSignal;
  readonly http: Http;
  readonly httpOptions: HttpOptions;
  /** Times the phases of the step. */
  readonly stopwatch: Stopwatch;
}

export async function createRuntime(context: Context, signal: AbortSignal): Promise<Runtime> {
  for (const text of [context.repository, context.runUrl]) keepFromRedaction(text);
  const httpOptions: HttpOptions = {
    signal,
    fetch: await fetchFor(context.environment),
    log: debug,
  };
  const stopwatch = new Stopwatch();
  return { context, signal, httpOptions, http: createHttp(httpOptions), stopwatch };
}

/**
 * A signal that is aborted when the runner cancels the step (it sends SIGINT, then SIGTERM) or when its
 * time is over, which `limit` says in minutes. `release` ends whatever is still under way, and lets the
 * process end.
 */
export function stepSignal(): {
  readonly signal: AbortSignal;
  readonly limit: (timeoutMinutes: number) => void;
  readonly release: () => void;
} {
  const controller = new AbortController();
  const cancel = (): void =>
    controller.abort(
      new ActionError({
        code: "canceled",
        message: "The step was canceled.",
        hint: "Nothing that had not been pushed by then is on Replicate; run the job again when you want it.",
      }),
    );
  let timeout: NodeJS.Timeout | undefined;
  const limit = (timeoutMinutes: number): void => {
    const tooLong = new ActionError({
      code: "timeout",
      message: `The step took longer than timeout-minutes allows (${timeoutMinutes}).`,
      hint: "Raise timeout-minutes (and the job's own limit), or make the image smaller.",
    });
    timeout = setTimeout(() => controller.abort(tooLong), timeoutMinutes * 60_000);
  };
  process.on("SIGINT", cancel).on("SIGTERM", cancel);
  const release = (): void => {
    clearTimeout(timeout);
    process.off("SIGINT", cancel).off("SIGTERM", cancel);
    // Nobody waits any more for what is still under way, such as the size of an image.
    controller.abort(new Error("the step has ended"));
  };
  return { signal: controller.signal, limit, release };
}
