import { isRecord } from "./json.ts";

/** Deeper than any value that people write as a default or a choice. */
const DEEPEST = 100;

/**
 * A JSON value as text that is the same for the same value: with sorted keys, as Replicate's API gives the
 * keys of a schema in an order of its own. Ends for values that hold themselves, too.
 */
export function canonicalJson(value: unknown): string {
  const seen = new Set<unknown>();
  const write = (at: unknown, depth: number): string => {
    if (typeof at !== "object" || at === null) return JSON.stringify(at) ?? "undefined";
    if (seen.has(at) || depth > DEEPEST) return "…";
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
