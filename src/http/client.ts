import { setImmediate as nextTurn } from "node:timers/promises";
import { readAll } from "../lib/byte-budget.ts";
import { parseJson } from "../lib/json.ts";
import { sleep } from "../lib/sleep.ts";
import type { AddressRule } from "./address.ts";
import { readProxies } from "./proxy.ts";
import { followRedirects } from "./redirects.ts";
import {
  type Fetch,
  type Http,
  type HttpOptions,
  type HttpRequest,
  type HttpResponse,
  networkErrorOf,
  USER_AGENT,
} from "./request.ts";
import { rateLimitDelay, retryDelay } from "./retry.ts";
import { createFetch } from "./send.ts";

const REQUEST_TIMEOUT_SECONDS = 30;
const TOTAL_TIMEOUT_SECONDS = 120;
/** No response of these services is larger. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * Sends the requests that were just made, before something keeps this process busy: a socket connects in the
 * second turn of the event loop. The first request starts after 97 ms instead of 110 ms, and where an empty Node script
 * takes 38 ms, after 117 ms instead of 145 ms. The goal in docs/bench.md is 120 ms.
 */
export async function flushRequests(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

/**
 * Makes the `Fetch` of this action: direct, or by the proxies of the environment. Node 24 reads these itself only if
 * NODE_USE_ENV_PROXY was set before it started (its documentation, "Built-in Proxy Support"), which runners do not do.
 * @param rule which addresses it connects to. Behind a proxy, which resolves names itself, only URLs are checked.
 * @throws {ActionError} for a proxy that is not valid.
 */
export function fetchFor(environment: Readonly<NodeJS.ProcessEnv>, rule?: AddressRule): Fetch {
  return followRedirects(createFetch(readProxies(environment), rule), rule);
}

/** Creates an HTTP client with a timeout for each attempt, retries by rule, and respect for rate limits. */
export function createHttp(options: HttpOptions): Http {
  /** Milliseconds of the epoch, by origin. */
  const blockedUntil = new Map<string, number>();
  return async (request) => {
    const { origin } = new URL(request.url);
    const { signal = options.signal, timeout = REQUEST_TIMEOUT_SECONDS } = request;
    const total = Math.max(TOTAL_TIMEOUT_SECONDS, timeout);
    const { deadline = Date.now() + total * 1000 } = request;
    const secondsLeft = (): number => (deadline - Date.now()) / 1000;
    for (let attempt = 1; ; attempt++) {
      const blocked = ((blockedUntil.get(origin) ?? 0) - Date.now()) / 1000;
      // A wait of 0 s would still cost a turn of the event loop, which delays the first requests of the step.
      if (blocked > 0 && !request.ignoreRateLimit)
        await sleep(Math.min(blocked, secondsLeft()), signal);
      const seconds = Math.min(timeout, secondsLeft());
      const response = await send({ ...request, timeout: seconds }, { ...options, signal });
      const reset = rateLimitDelay(response.headers);
      if (reset > 0) blockedUntil.set(origin, Date.now() + reset * 1000);
      options.log(
        `${request.method} ${request.url} -> ${response.networkError ?? response.status}`,
      );
      if (request.retry === false) return response;
      const delay = retryDelay(request.method, response, attempt);
      if (delay === undefined || delay > secondsLeft()) return response;
      options.log(`Retrying in ${delay.toFixed(1)} s (attempt ${attempt + 1})`);
      await sleep(delay, signal);
    }
  };
}

async function send(
  request: HttpRequest & { readonly timeout: number },
  options: HttpOptions,
): Promise<HttpResponse> {
  options.signal.throwIfAborted();
  if (request.timeout <= 0) return noResponse("timeout");
  const timeout = AbortSignal.timeout(Math.ceil(request.timeout * 1000));
  try {
    const response = await options.fetch(request.url, {
      method: request.method,
      headers: { "user-agent": USER_AGENT, ...request.headers },
      body: request.body ?? null,
      redirect: request.follow ? "follow" : "manual",
      signal: AbortSignal.any([options.signal, timeout]),
    });
    const bytes = await readAll(response.body, MAX_BODY_BYTES);
    const text = bytes.toString("utf8");
    return { status: response.status, headers: response.headers, text, body: parseJson(text) };
  } catch (error) {
    options.signal.throwIfAborted();
    return noResponse(networkErrorOf(error));
  }
}

function noResponse(networkError: string): HttpResponse {
  return { status: 0, headers: new Map(), text: "", body: undefined, networkError };
}
