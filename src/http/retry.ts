import { isRecord, stringAt } from "../lib/json.ts";
import type { HttpResponse, Method } from "./request.ts";

/** Attempts in all for one request. */
export const ATTEMPTS = 5;

/** A request that repeats without harm when it did arrive. */
const REPEATABLE: ReadonlySet<Method> = new Set<Method>(["GET", "HEAD", "PATCH", "DELETE"]);

/** Faults after which the request surely never reached the server. */
const NEVER_ARRIVED = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/**
 * Decides whether to send a request again.
 * GET, HEAD, PATCH and DELETE: after 429, 5xx and network faults. POST: after 429, or when it surely
 * did not arrive.
 * @param random a number from 0 to 1, for the jitter.
 * @returns seconds to wait first, or undefined when the reply stands.
 */
export function retryDelay(
  method: Method,
  reply: HttpResponse,
  attempt: number,
  random: number,
  now: Date,
): number | undefined {
  if (attempt >= ATTEMPTS) return undefined;
  const neverArrived = reply.fault !== undefined && NEVER_ARRIVED.has(reply.fault);
  const repeatable = REPEATABLE.has(method) && (reply.fault !== undefined || reply.status >= 500);
  if (!neverArrived && !repeatable && reply.status !== 429) return undefined;
  return requestedPause(reply, now) ?? backoff(attempt, random);
}

/**
 * The pause that a server asks for, in seconds: `Retry-After`, then `retry_after` of the body, then its
 * text ("Your rate limit resets in ~30s.", older: "Expected available in 1 second."), as Replicate's
 * rate-limit page and recorded answers have them.
 */
function requestedPause(reply: HttpResponse, now: Date): number | undefined {
  const header = reply.headers.get("retry-after");
  if (header !== null && /^\d+(\.\d+)?$/.test(header)) return Number(header);
  const date = header === null ? Number.NaN : Date.parse(header);
  if (!Number.isNaN(date)) return Math.max(0, (date - now.getTime()) / 1000);
  if (!isRecord(reply.body)) return undefined;
  const seconds = reply.body["retry_after"];
  if (typeof seconds === "number" && seconds >= 0) return seconds;
  const text = /(?:resets in ~|available in )(\d+)\s?s/.exec(stringAt(reply.body, "detail") ?? "");
  return text?.[1] === undefined ? undefined : Number(text[1]);
}

function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(20, 0.5 * 2 ** attempt);
  return ceiling * (0.5 + random / 2);
}

/** No server says when its limit resets further ahead than this. Seconds. */
const LONGEST_RESET = 60;

/** Seconds until a server that says `ratelimit-remaining: 0` takes the next request. */
export function rateLimitDelay(headers: Headers): number {
  const reset = Number(headers.get("ratelimit-reset") ?? Number.NaN);
  return headers.get("ratelimit-remaining") === "0" && reset > 0
    ? Math.min(reset, LONGEST_RESET)
    : 0;
}
