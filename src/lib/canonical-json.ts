import { isRecord } from "./json.ts";

/**
 * Formats a JSON value with sorted keys, so that equal values have equal texts: Replicate's API returns the keys of a
 * schema in an order of its own.
 */
export function canonicalJson(value: unknown): string {
  const sorted = (_key: string, at: unknown): unknown =>
    isRecord(at) ? Object.fromEntries(Object.entries(at).sort(([a], [b]) => (a < b ? -1 : 1))) : at;
  return JSON.stringify(value, sorted) ?? "undefined";
}
