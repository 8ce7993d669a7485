import { createHttp, fetchFor } from "../http/client.ts";
import type { Http, HttpOptions } from "../http/request.ts";
import { debug } from "../lib/log.ts";
import { keepFromRedaction } from "../lib/masks.ts";
import { createQueue, type Queue } from "../lib/queue.ts";
import { Stopwatch } from "../lib/stopwatch.ts";
import type { Context } from "./context.ts";

/** What everything that does input or output works with. */
export interface Runtime {
  readonly context: Context;
  /** Aborted when the step is canceled or its time is over; the reason is an ActionError. */
  readonly signal: AbortSignal;
  readonly http: Http;
  readonly httpOptions: HttpOptions;
  /** Times the phases of the step. */
  readonly stopwatch: Stopwatch;
  /** For the fetches of git into the checkout. */
  readonly fetchInTurn: Queue;
}

/** Connects the step to the outside: HTTP by the proxy of the environment, until `signal` is aborted. */
export function createRuntime(context: Context, signal: AbortSignal): Runtime {
  for (const text of [context.repository, context.runUrl]) keepFromRedaction(text);
  const httpOptions: HttpOptions = {
    signal,
    fetch: fetchFor(context.environment),
    log: debug,
  };
  return {
    context,
    signal,
    http: createHttp(httpOptions),
    httpOptions,
    stopwatch: new Stopwatch(),
    fetchInTurn: createQueue(),
  };
}
