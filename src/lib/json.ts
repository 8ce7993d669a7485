/** A JSON object with unknown fields. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object, and not a list or null. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** No document of a service or a user is nested deeper. A recursive function would overflow the stack. */
const MAX_DEPTH = 500;

/** Parses JSON. Returns undefined when it is invalid, or nested too deeply. */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTooDeep(text: string): boolean {
  if (text.length <= 2 * MAX_DEPTH) return false;
  let depth = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') isString = !isString;
    else if (isString) at += sign === "\\" ? 1 : 0;
    else if (sign === "[" || sign === "{") depth++;
    else if (sign === "]" || sign === "}") depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** The text of a string, number, or boolean; empty for anything else. Not every object can become a text. */
export function scalarText(value: unknown): string {
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : "";
}

/** The value if it is a list, else an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is an object, else an empty one. */
export function recordOf(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}

/** The string at a key of an object; undefined for anything else. */
export function stringAt(record: unknown, key: string): string | undefined {
  const value = recordOf(record)[key];
  return typeof value === "string" ? value : undefined;
}

/** The object at a key of an object; undefined for anything else. */
export function recordAt(record: unknown, key: string): JsonRecord | undefined {
  const value = recordOf(record)[key];
  return isRecord(value) ? value : undefined;
}

/** The strings in the list at a key of an object; none for anything else. */
export function stringsAt(record: unknown, key: string): readonly string[] {
  return list(recordOf(record)[key]).filter((item) => typeof item === "string");
}

/**
 * Formats a JSON value with sorted keys, so that equal values have equal texts: Replicate's API returns the keys of a
 * schema in arbitrary order.
 */
export function canonicalJson(value: unknown): string {
  const sorted = (_key: string, at: unknown): unknown =>
    isRecord(at) ? Object.fromEntries(Object.entries(at).sort(([a], [b]) => (a < b ? -1 : 1))) : at;
  return JSON.stringify(value, sorted) ?? "undefined";
}
