import { isRecord } from "./json.ts";

/** Defaults and choices are not nested deeper. */
const MAX_DEPTH = 100;

/**
 * Formats a JSON value with sorted keys, so that equal values have equal texts: Replicate's API returns the keys of a
 * schema in an order of its own. Terminates for circular values.
 */
export function canonicalJson(value: unknown): string {
  const seen = new Set<unknown>();
  const write = (at: unknown, depth: number): string => {
    if (typeof at !== "object" || at === null) return JSON.stringify(at) ?? "undefined";
    if (seen.has(at) || depth > MAX_DEPTH) return "…";
    seen.add(at);
    if (Array.isArray(at)) return `[${at.map((entry) => write(entry, depth + 1)).join(",")}]`;
    const entries = isRecord(at) ? Object.entries(at).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
    const fields = entries.map(
      ([key, field]) => `${JSON.stringify(key)}:${write(field, depth + 1)}`,
    );
    return `{${fields.join(",")}}`;
  };
  return write(value, 0);
}
