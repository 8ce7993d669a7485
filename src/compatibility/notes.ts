import { canonicalJson } from "../lib/canonical-json.ts";
import type { JsonRecord } from "../lib/json.ts";
import { type Finding, LIMITING } from "./limits.ts";

/** What is compared by itself: the type, the limits, the parts, and the order among other inputs. */
const COMPARED: ReadonlySet<string> = new Set([
  ...LIMITING,
  "type",
  "format",
  "properties",
  "required",
  "items",
  "prefixItems",
  "additionalProperties",
  "x-order",
]);

/**
 * Differences that change no value that is allowed: the default, the description, the title, whether it is
 * deprecated, how a list is shown (`x-cog-array-type`), and any keyword that is not known here.
 */
export function noteFindings(before: JsonRecord, after: JsonRecord): Finding[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys]
    .filter((key) => !COMPARED.has(key) && differs(key, before, after))
    .sort()
    .map((key) => ({ reason: `${key} changed`, effect: "noted" }));
}

function differs(key: string, before: JsonRecord, after: JsonRecord): boolean {
  const [was, is] = [valueAt(before, key), valueAt(after, key)];
  // Cog makes the title of the name, and writes none for choices: only another title is a difference.
  if (key === "title" && (was === undefined || is === undefined)) return false;
  return canonicalJson(was) !== canonicalJson(is);
}

/** Undefined for false, too: a flag that is off is often left out. A default of false is a value. */
function valueAt(schema: JsonRecord, key: string): unknown {
  const value = Object.hasOwn(schema, key) ? schema[key] : undefined;
  return value === false && key !== "default" ? undefined : value;
}
