import { parseJson } from "../lib/json.ts";
import { sleep } from "../lib/sleep.ts";
import { rateLimitDelay, retryDelay } from "./retry.ts";

export type Method = "GET" | "HEAD" | "POST" | "PATCH" | "DELETE";

export interface HttpRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
  /** Follow redirects (without the Authorization header when the host changes). Default: never. */
  readonly follow?: boolean;
  /** Sent once: the caller decides by the reply whether to repeat it. */
  readonly once?: boolean;
  /** Ends this request in place of the step's own signal. */
  readonly signal?: AbortSignal;
  /** Sent at once, even when the server's rate limit says to wait. */
  readonly urgent?: boolean;
  /** Seconds for one attempt. */
  readonly timeout?: number;
}

export type RequestBody = string | URLSearchParams | Uint8Array<ArrayBuffer>;

/** What came back. `status` is 0 when nothing did; then `fault` is the code of the network fault. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON, or undefined when it is none. */
  readonly body: unknown;
  readonly fault?: string;
}

/** Sends a request, again where the rules of retry.ts allow it, and returns the last reply. */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;

export interface FetchInit {
  readonly method: Method;
  readonly headers: Record<string, string>;
  readonly body: RequestBody | null;
  readonly redirect: "follow" | "manual";
  readonly signal: AbortSignal;
}

/** The part of a response that is read here. */
export type FetchResponse = Pick<Response, "status" | "headers" | "body">;

/** The part of fetch that is used here: Node's own, or one that goes through a proxy. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

export interface HttpOptions {
  /** Ends every request and every pause; its reason is thrown. */
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
  readonly log: (line: string) => void;
}

export const USER_AGENT = "push-to-replicate";
const REQUEST_TIMEOUT_SECONDS = 30;
const TOTAL_TIMEOUT_SECONDS = 120;
/** More than any answer of these services needs; a body beyond it is somebody else's. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * An HTTP client on fetch: one timeout per request, retries by rule, the server's rate limit kept.
 * Replies of every status are returned, so that callers decide what each means.
 */
export function createHttp(options: HttpOptions): Http {
  const openAt = new Map<string, number>();
  return async (request) => {
    const { origin } = new URL(request.url);
    const { signal = options.signal } = request;
    const giveUpAt = Date.now() + TOTAL_TIMEOUT_SECONDS * 1000;
    for (let attempt = 1; ; attempt++) {
      const closed = ((openAt.get(origin) ?? 0) - Date.now()) / 1000;
      // Nothing to wait for is no turn of the event loop either: the first requests go out at once.
      if (closed > 0 && !request.urgent) await sleep(closed, signal);
      const reply = await exchange(request, { ...options, signal });
      openAt.set(origin, Date.now() + rateLimitDelay(reply.headers) * 1000);
      options.log(`${request.method} ${request.url} -> ${reply.fault ?? reply.status}`);
      if (request.once) return reply;
      const seconds = retryDelay(request.method, reply, attempt, Math.random(), new Date());
      if (seconds === undefined || Date.now() + seconds * 1000 > giveUpAt) return reply;
      options.log(`trying again in ${seconds.toFixed(1)} s (attempt ${attempt + 1})`);
      await sleep(seconds, signal);
    }
  };
}

async function exchange(request: HttpRequest, options: HttpOptions): Promise<HttpResponse> {
  options.signal.throwIfAborted();
  try {
    const response = await options.fetch(request.url, {
      method: request.method,
      headers: { "user-agent": USER_AGENT, ...request.headers },
      body: request.body ?? null,
      redirect: request.follow ? "follow" : "manual",
      signal: AbortSignal.any([
        options.signal,
        AbortSignal.timeout((request.timeout ?? REQUEST_TIMEOUT_SECONDS) * 1000),
      ]),
    });
    const text = await readBody(response);
    return { status: response.status, headers: response.headers, text, body: parseJson(text) };
  } catch (error) {
    options.signal.throwIfAborted();
    return {
      status: 0,
      headers: new Headers(),
      text: "",
      body: undefined,
      fault: networkError(error),
    };
  }
}

async function readBody(response: FetchResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new Error("the answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The innermost code or message of a failed fetch: its own message is always "fetch failed". */
export function networkError(error: unknown): string {
  let innermost = error;
  while (innermost instanceof Error && innermost.cause !== undefined) innermost = innermost.cause;
  if (innermost instanceof AggregateError) innermost = innermost.errors[0];
  if (!(innermost instanceof Error)) return String(innermost);
  if (innermost.name === "TimeoutError") return "no answer in time";
  return "code" in innermost && typeof innermost.code === "string"
    ? innermost.code
    : innermost.message;
}
