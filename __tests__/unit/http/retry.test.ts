import { describe, expect, it } from "vitest";
import { NOT_PUBLIC } from "../../../src/http/address.ts";
import type { Method } from "../../../src/http/request.ts";
import { ATTEMPTS, rateLimitDelay, retryDelay } from "../../../src/http/retry.ts";
import { TOO_LARGE } from "../../../src/lib/byte-budget.ts";
import { fault, reply } from "../support.ts";

const NOW = new Date("2026-11-22T10:00:00Z");
const REPEATABLE: readonly Method[] = ["GET", "HEAD", "PATCH", "DELETE"];
const METHODS: readonly Method[] = [...REPEATABLE, "POST"];

const NEVER_ARRIVED = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"];
const UNCLEAR = ["ECONNRESET", "UND_ERR_SOCKET", "EPIPE", "no answer in time"];
const FINAL = [200, 201, 202, 204, 301, 302, 400, 401, 402, 403, 404, 409, 410, 422];
const PASSING = [500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530];

const pauseOf = (method: Method, answer: ReturnType<typeof reply>, attempt = 1) =>
  retryDelay(method, answer, attempt, { random: 0.5, now: NOW });

const pairs = <A, B>(as: readonly A[], bs: readonly B[]): [A, B][] =>
  as.flatMap((a) => bs.map((b): [A, B] => [a, b]));

describe("a request is sent again", () => {
  it.each(pairs(REPEATABLE, PASSING))("%s after %d", (method, status) => {
    expect(pauseOf(method, reply(status))).toBeGreaterThan(0);
  });

  it.each(pairs(REPEATABLE, [...NEVER_ARRIVED, ...UNCLEAR]))("%s after %s", (method, code) => {
    expect(pauseOf(method, fault(code))).toBeGreaterThan(0);
  });

  it.each(METHODS)("%s after 429", (method) => {
    expect(pauseOf(method, reply(429))).toBeGreaterThan(0);
  });

  it.each(METHODS)("%s after the 403 of a rate limit, when it ends", (method) => {
    expect(pauseOf(method, reply(403, {}, { "retry-after": "7" }))).toBe(7);
  });

  it.each(NEVER_ARRIVED)("POST after %s, since it surely did not arrive", (code) => {
    expect(pauseOf("POST", fault(code))).toBeGreaterThan(0);
  });
});

describe("a request is not sent again", () => {
  it.each([
    "SELF_SIGNED_CERT_IN_CHAIN",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "CERT_HAS_EXPIRED",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "INVALID_CA",
    NOT_PUBLIC,
    `${TOO_LARGE} 1.0 GB`,
  ])("after %s", (code) => {
    expect(pauseOf("GET", fault(code))).toBeUndefined();
  });

  it.each(pairs(METHODS, FINAL))("%s after %d", (method, status) => {
    expect(pauseOf(method, reply(status))).toBeUndefined();
  });

  it.each(PASSING)("POST after %d, which may have taken effect", (status) => {
    expect(pauseOf("POST", reply(status))).toBeUndefined();
  });

  it.each(UNCLEAR)("POST after %s, which may have taken effect", (code) => {
    expect(pauseOf("POST", fault(code))).toBeUndefined();
  });

  it.each(pairs(METHODS, [reply(429), fault("ECONNREFUSED")]))(
    "%s when the attempts are used up",
    (method, answer) => {
      expect(pauseOf(method, answer, ATTEMPTS - 1)).toBeGreaterThan(0);
      expect(pauseOf(method, answer, ATTEMPTS)).toBeUndefined();
      expect(pauseOf(method, answer, ATTEMPTS + 1)).toBeUndefined();
    },
  );
});

describe("the pause before it", () => {
  const throttled = (detail: string) => ({ detail, status: 429 });

  it.each<[string, ReturnType<typeof reply>, number]>([
    ["Retry-After in seconds", reply(429, "", { "retry-after": "7" }), 7],
    ["Retry-After: 0", reply(429, "", { "retry-after": "0" }), 0],
    [
      "Retry-After as a date",
      reply(503, "", { "retry-after": "Sun, 22 Nov 2026 10:00:12 GMT" }),
      12,
    ],
    [
      "Retry-After as a date that has passed",
      reply(503, "", { "retry-after": "Sun, 22 Nov 2026 09:00:00 GMT" }),
      0,
    ],
    ["retry_after of the body", reply(429, { retry_after: 10 }), 10],
    ["Replicate's text", reply(429, throttled("Your rate limit resets in ~30s.")), 30],
    [
      "Replicate's whole text",
      reply(429, throttled("Request was throttled. Your rate limit resets in ~8s.")),
      8,
    ],
    [
      "Replicate's older text",
      reply(429, throttled("Request was throttled. Expected available in 1 second.")),
      1,
    ],
    [
      "Replicate's older text, plural",
      reply(429, throttled("Request was throttled. Expected available in 45 seconds.")),
      45,
    ],
    [
      "the header before the body",
      reply(429, { retry_after: 10, detail: "resets in ~30s" }, { "retry-after": "7" }),
      7,
    ],
    [
      "the body's number before its text",
      reply(429, { retry_after: 10, detail: "Your rate limit resets in ~30s." }),
      10,
    ],
    [
      "the body when the header is neither seconds nor a date",
      reply(429, { retry_after: 10 }, { "retry-after": "soon" }),
      10,
    ],
    [
      "the text when retry_after is not a number",
      reply(429, { retry_after: "ten", detail: "Your rate limit resets in ~30s." }),
      30,
    ],
  ])("is what the server requests: %s", (_, answer, seconds) => {
    expect(pauseOf("POST", { ...answer, status: 429 })).toBe(seconds);
    expect(pauseOf("GET", answer)).toBe(seconds);
  });

  it.each([
    ["nothing", reply(429)],
    ["a negative number", reply(429, { retry_after: -1 })],
    ["another text", reply(429, throttled("Slow down."))],
    ["a web page", reply(503, "<title>Busy</title>")],
  ])("grows from attempt to attempt when the server's response has %s", (_, answer) => {
    const pauses = [1, 2, 3, 4].map(
      (attempt) => retryDelay("GET", answer, attempt, { random: 0.5, now: NOW }) ?? 0,
    );
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(new Set(pauses).size).toBe(4);
  });

  it.each([1, 2, 3, 4])("differs at random between two runs, at attempt %d", (attempt) => {
    const least = retryDelay("GET", reply(500), attempt, { random: 0, now: NOW }) ?? 0;
    const most = retryDelay("GET", reply(500), attempt, { random: 1, now: NOW }) ?? 0;
    expect(least).toBeGreaterThan(0);
    expect(most).toBeGreaterThan(least);
    expect(most).toBeLessThanOrEqual(20);
  });
});

describe("a server's rate limit", () => {
  it.each<[Record<string, string>, number]>([
    [{ "ratelimit-remaining": "0", "ratelimit-reset": "7" }, 7],
    [{ "ratelimit-remaining": "0", "ratelimit-reset": "0.5" }, 0.5],
    [{ "ratelimit-remaining": "1", "ratelimit-reset": "7" }, 0],
    [{ "ratelimit-remaining": "2999", "ratelimit-reset": "1" }, 0],
    [{ "ratelimit-remaining": "0" }, 0],
    [{ "ratelimit-remaining": "0", "ratelimit-reset": "0" }, 0],
    [{ "ratelimit-remaining": "0", "ratelimit-reset": "-3" }, 0],
    [{ "ratelimit-remaining": "0", "ratelimit-reset": "soon" }, 0],
    [{ "ratelimit-reset": "7" }, 0],
    [{}, 0],
  ])("of %j requires a pause of %d s", (headers, seconds) => {
    expect(rateLimitDelay(new Map(Object.entries(headers)))).toBe(seconds);
  });
});
