import { parseJson } from "../lib/json.ts";
import { sleep } from "../lib/sleep.ts";
import {
  type Fetch,
  type FetchResponse,
  type Http,
  type HttpOptions,
  type HttpRequest,
  type HttpResponse,
  networkErrorOf,
  USER_AGENT,
} from "./request.ts";
import { rateLimitDelay, retryDelay } from "./retry.ts";

const REQUEST_TIMEOUT_SECONDS = 30;
const TOTAL_TIMEOUT_SECONDS = 120;
/** No response of these services is larger. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * Returns Node's fetch, or one that uses the proxy in HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Node 24's fetch reads them
 * only if NODE_USE_ENV_PROXY was set before Node started (Node's documentation, "Built-in Proxy Support"), which
 * runners do not do.
 */
export async function fetchFor(environment: Readonly<NodeJS.ProcessEnv>): Promise<Fetch> {
  const setting = (name: string) => environment[name.toLowerCase()] || environment[name];
  const httpProxy = setting("HTTP_PROXY");
  const httpsProxy = setting("HTTPS_PROXY");
  if (!httpProxy && !httpsProxy) return globalThis.fetch;
  const { EnvHttpProxyAgent, fetch } = await import("undici");
  const dispatcher = new EnvHttpProxyAgent({
    ...(httpProxy && { httpProxy }),
    ...(httpsProxy && { httpsProxy }),
    noProxy: setting("NO_PROXY") ?? "",
  });
  return (url, init) => fetch(url, { ...init, dispatcher });
}

/** Creates an HTTP client with a timeout for each attempt, retries by rule, and respect for rate limits. */
export function createHttp(options: HttpOptions): Http {
  /** Milliseconds of the epoch, by origin. */
  const blockedUntil = new Map<string, number>();
  return async (request) => {
    const { origin } = new URL(request.url);
    const { signal = options.signal } = request;
    const deadline = Date.now() + TOTAL_TIMEOUT_SECONDS * 1000;
    for (let attempt = 1; ; attempt++) {
      const blocked = ((blockedUntil.get(origin) ?? 0) - Date.now()) / 1000;
      // A wait of 0 s would still cost a turn of the event loop, which delays the first requests of the step.
      if (blocked > 0 && !request.ignoreRateLimit) await sleep(blocked, signal);
      const response = await send(request, { ...options, signal });
      blockedUntil.set(origin, Date.now() + rateLimitDelay(response.headers) * 1000);
      options.log(
        `${request.method} ${request.url} -> ${response.networkError ?? response.status}`,
      );
      if (request.retry === false) return response;
      const seconds = retryDelay(request.method, response, attempt);
      if (seconds === undefined || Date.now() + seconds * 1000 > deadline) return response;
      options.log(`Retrying in ${seconds.toFixed(1)} s (attempt ${attempt + 1})`);
      await sleep(seconds, signal);
    }
  };
}

async function send(request: HttpRequest, options: HttpOptions): Promise<HttpResponse> {
  options.signal.throwIfAborted();
  const timeout = AbortSignal.timeout((request.timeout ?? REQUEST_TIMEOUT_SECONDS) * 1000);
  try {
    const response = await options.fetch(request.url, {
      method: request.method,
      headers: { "user-agent": USER_AGENT, ...request.headers },
      body: request.body ?? null,
      redirect: request.follow ? "follow" : "manual",
      signal: AbortSignal.any([options.signal, timeout]),
    });
    const text = await readBody(response);
    return { status: response.status, headers: response.headers, text, body: parseJson(text) };
  } catch (error) {
    options.signal.throwIfAborted();
    const networkError = networkErrorOf(error);
    return { status: 0, headers: new Headers(), text: "", body: undefined, networkError };
  }
}

async function readBody(response: FetchResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new Error("the response is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
