export type Method = "GET" | "HEAD" | "POST" | "PATCH" | "DELETE";

export type RequestBody = string | Uint8Array<ArrayBuffer>;

export interface HttpRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
  /** Whether to follow redirects (without the Authorization header when the host changes). Default: false. */
  readonly follow?: boolean;
  /** Whether to retry transient errors. Default: true. */
  readonly retry?: boolean;
  /** Aborts this request. Default: the step's signal. */
  readonly signal?: AbortSignal;
  /** Whether to send the request before the server's rate limit resets. Default: false. */
  readonly ignoreRateLimit?: boolean;
  /** Seconds for one attempt. Default: 30. */
  readonly timeout?: number;
  /** When the last attempt ends at the latest, in milliseconds of the epoch. Default: in 120 s. */
  readonly deadline?: number;
}

/** A response, or a network error: then `status` is 0, and `networkError` is its code. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly text: string;
  /** The body as JSON, or undefined if it is not JSON. */
  readonly body: unknown;
  readonly networkError?: string;
}

/** Sends a request, retries it by the rules of retry.ts, and returns the last response, with any status. */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;

/** By their names in lower case. */
export type ResponseHeaders = ReadonlyMap<string, string>;

export interface FetchResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The network error of a server that accepts no connection, as Node's fetch calls it. */
export const CONNECT_TIMEOUT = "UND_ERR_CONNECT_TIMEOUT";

/** Sends a request, as `fetch` does. */
export type Fetch = (
  url: string,
  init: {
    readonly method: Method;
    readonly headers: Record<string, string>;
    readonly body: RequestBody | null;
    readonly redirect: "follow" | "manual";
    readonly signal: AbortSignal;
  },
) => Promise<FetchResponse>;

export interface HttpOptions {
  /** Aborts every request and every wait; its reason is thrown. */
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
  readonly log: (line: string) => void;
}

/** Limits of one list that is read page by page. */
export interface PageLimits {
  readonly pages: number;
  /** For all pages together. */
  readonly seconds: number;
}

/** A page of Replicate and GitHub has 100 entries, and no list that this action reads has 100,000. */
export const PAGE_LIMITS: PageLimits = { pages: 1000, seconds: 120 };

export const USER_AGENT = "push-to-replicate";

/** The code or message of a failed fetch: that of its innermost cause, since its own is always "fetch failed". */
export function networkErrorOf(error: unknown): string {
  let innermost = error;
  while (innermost instanceof Error && innermost.cause !== undefined) innermost = innermost.cause;
  // Of a connection to several addresses: all but the last one have 250 ms (autoSelectFamily of node:net).
  if (innermost instanceof AggregateError) innermost = innermost.errors.at(-1);
  if (!(innermost instanceof Error)) return String(innermost);
  if (innermost.name === "TimeoutError") return "timeout";
  return "code" in innermost && typeof innermost.code === "string"
    ? innermost.code
    : innermost.message;
}
