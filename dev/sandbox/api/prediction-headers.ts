import type { Call } from "../http/http.ts";

/** Seconds that `Prefer: wait` holds an answer for, and the most that it may ask for. */
const LONGEST_WAIT = 60;
const SHORTEST_LIMIT = 5;
const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** A header as text. */
const headerOf = (call: Call, name: string): string | undefined => call.headers[name]?.toString();

/**
 * Seconds to hold the answer. What Replicate makes of another preference than those of the schema is not
 * known: here it is left aside, as RFC 7240 has it of preferences.
 */
export function readWait(call: Call): number {
  const match = /^wait(?:=([1-9]\d?))?$/.exec(headerOf(call, "prefer") ?? "");
  if (match === null) return 0;
  return Math.min(Number(match[1] ?? LONGEST_WAIT), LONGEST_WAIT);
}

/** Seconds of Cancel-After; `invalid` for what the schema does not allow. */
export function readCancelAfter(call: Call): number | undefined | "invalid" {
  const header = headerOf(call, "cancel-after");
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return atLeast(Number(header));
  if (!/^(?=\d)(?:\d+h)?(?:\d+m)?(?:\d+s)?$/.test(header)) return "invalid";
  const parts = [...header.matchAll(/(\d+)([hms])/g)];
  return atLeast(
    parts.reduce((sum, [, count, unit = "s"]) => sum + Number(count) * (UNITS[unit] ?? 1), 0),
  );
}

function atLeast(seconds: number): number | "invalid" {
  return seconds < SHORTEST_LIMIT ? "invalid" : seconds;
}
