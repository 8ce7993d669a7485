import { TOO_LARGE } from "../lib/byte-budget.ts";
import { recordOf, stringAt } from "../lib/json.ts";
import { NOT_PUBLIC } from "./address.ts";
import {
  CONNECT_TIMEOUT,
  type HttpResponse,
  type Method,
  type ResponseHeaders,
} from "./request.ts";

/** Maximum attempts of a request. */
export const ATTEMPTS = 5;

const IDEMPOTENT: ReadonlySet<Method> = new Set<Method>(["GET", "HEAD", "PATCH", "DELETE"]);

/** Network errors of requests that certainly did not reach the server. */
const NOT_SENT = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  CONNECT_TIMEOUT,
]);

/** Codes of certificates that are not trusted (Node's documentation, "X509 certificate error codes"). */
const CERTIFICATE =
  /CERT|^(?:INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/;

/** Whether a request failed because the server's certificate is not trusted. */
export function isCertificateError(networkError: string | undefined): boolean {
  return networkError !== undefined && CERTIFICATE.test(networkError);
}

/**
 * Decides whether to send a request again. GET, HEAD, PATCH, and DELETE: after rate limiting, 5xx, and network errors.
 * POST: after rate limiting, and if it certainly did not reach the server.
 * @param attempt of this response, from 1.
 * @param random a number from 0 to 1, for the jitter.
 * @returns seconds to wait first, or undefined to return the response.
 */
export function retryDelay(
  method: Method,
  response: Pick<HttpResponse, "status" | "headers" | "body" | "networkError">,
  attempt: number,
  { random, now } = { random: Math.random(), now: new Date() },
): number | undefined {
  if (attempt >= ATTEMPTS) return undefined;
  const { status, headers, networkError } = response;
  // GitHub's secondary rate limits are 403 or 429 (its documentation, "Rate limits for the REST API").
  const isRateLimited = status === 429 || (status === 403 && headers.has("retry-after"));
  const isFinal =
    networkError === NOT_PUBLIC ||
    networkError?.startsWith(TOO_LARGE) ||
    isCertificateError(networkError);
  if (isFinal) return undefined;
  const isRetryable =
    isRateLimited ||
    (networkError !== undefined && NOT_SENT.has(networkError)) ||
    (IDEMPOTENT.has(method) && (networkError !== undefined || status >= 500));
  return isRetryable ? (requestedDelay(response, now) ?? backoff(attempt, random)) : undefined;
}

/**
 * The delay in seconds that a server asks for: `Retry-After`, then `retry_after` of the body, then its text ("Your rate
 * limit resets in ~30s.", older: "Expected available in 1 second."), as in Replicate's documentation of rate limits and
 * in recorded responses.
 */
function requestedDelay(
  { headers, body }: Pick<HttpResponse, "headers" | "body">,
  now: Date,
): number | undefined {
  const header = headers.get("retry-after");
  if (header !== undefined && /^\d+(\.\d+)?$/.test(header)) return Number(header);
  const date = header === undefined ? Number.NaN : Date.parse(header);
  if (!Number.isNaN(date)) return Math.max(0, (date - now.getTime()) / 1000);
  const seconds = recordOf(body)["retry_after"];
  if (typeof seconds === "number" && seconds >= 0) return seconds;
  const text = /(?:resets in ~|available in )(\d+)\s?s/.exec(stringAt(body, "detail") ?? "");
  return text?.[1] === undefined ? undefined : Number(text[1]);
}

function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(20, 0.5 * 2 ** attempt);
  return ceiling * (0.5 + random / 2);
}

/** Seconds. No server reports a later reset. */
const MAX_RESET = 60;

/** Seconds until a server with `ratelimit-remaining: 0` accepts the next request. */
export function rateLimitDelay(headers: ResponseHeaders): number {
  const reset = Number(headers.get("ratelimit-reset") ?? Number.NaN);
  return headers.get("ratelimit-remaining") === "0" && reset > 0 ? Math.min(reset, MAX_RESET) : 0;
}
