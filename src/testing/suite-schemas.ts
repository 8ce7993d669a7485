import * as v from "valibot";
import { isRecord, type JsonRecord, scalarText } from "../lib/json.ts";
import { nearestName } from "../lib/nearest-name.ts";
import { optional } from "../lib/parse-response.ts";

/** A key with a larger edit distance from every known key is not a misspelling. */
const MAX_DISTANCE = 3;

const ABOVE_ZERO = "must be a number above 0";
export const text = v.string("must be a string (put it in quotes)");
export const boolean = v.boolean("must be true or false");
export const positive = v.pipe(
  v.number(ABOVE_ZERO),
  v.finite(ABOVE_ZERO),
  v.gtValue(0, ABOVE_ZERO),
);
export const anything = optional(v.unknown());
export const record = v.custom<JsonRecord>(isRecord, "must be a mapping");

/** A number as pydantic reads it, which takes it from a string, too. */
export const laxPositive = v.pipe(
  v.unknown(),
  v.transform((value) =>
    typeof value === "string" && /^\s*\+?\d[\d_]*(\.0*)?\s*$/.test(value)
      ? Number(value.replaceAll("_", ""))
      : value,
  ),
  positive,
);

/** A boolean as pydantic reads it, which takes it from strings and numbers, too. */
export const laxBoolean = v.pipe(
  v.unknown(),
  v.transform((value) => {
    const word = scalarText(value).toLowerCase();
    if (/^(1|t|true|y|yes|on)$/.test(word)) return true;
    return /^(0|f|false|n|no|off)$/.test(word) ? false : value;
  }),
  boolean,
);

/** A text that `parse` turns into something other than undefined. */
export function parsed<T>(parse: (value: string) => T | undefined, message: string) {
  return v.pipe(
    text,
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      const value = parse(dataset.value);
      if (value !== undefined) return value;
      addIssue({ message: `is "${dataset.value}", which ${message}` });
      return NEVER;
    }),
  );
}

/** A mapping without other keys: a misspelled expectation would let every output pass. */
export function mapping<const E extends v.ObjectEntries>(entries: E) {
  const known = Object.keys(entries);
  return v.pipe(
    record,
    v.strictObject(entries, ({ expected, path }) => {
      if (expected !== "never") return "is missing";
      const parent = path?.[0]?.input;
      const unknown = Object.keys(isRecord(parent) ? parent : {})
        .filter((key) => !known.includes(key))
        .map((key) => ({ key, near: nearestName(key, known, MAX_DISTANCE) }));
      const keys = unknown.map(({ key, near }) =>
        near === undefined ? `"${key}"` : `"${key}" (did you mean "${near}"?)`,
      );
      const isGuessed = unknown.every(({ near }) => near !== undefined);
      const rest = isGuessed ? "" : ` (known keys: ${known.join(", ")})`;
      return `has ${keys.length === 1 ? "an unknown key" : "unknown keys"}: ${keys.join(", ")}${rest}`;
    }),
  );
}

/** A regular expression. */
export const pattern = parsed(parsePattern, "is not a regular expression in JavaScript");

/** Without Unicode's rules, `[👍👎]` would match half of another emoji. They allow no needless backslash. */
function parsePattern(source: string): RegExp | undefined {
  for (const flags of ["su", "s"])
    try {
      return new RegExp(source, flags);
    } catch {
      // The other rules may allow it.
    }
  return undefined;
}
