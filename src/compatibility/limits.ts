import { canonicalJson, type JsonRecord, list, parseJson } from "../lib/json.ts";
import { joinLimited } from "../lib/text.ts";
import type { Effect, Finding } from "./finding.ts";

/** The effect of a change after which some values are no longer allowed, or new ones are. */
function effectOf(isNarrower: boolean, isWider: boolean): Effect {
  if (isNarrower && isWider) return "different";
  if (isNarrower) return "narrower";
  return isWider ? "wider" : "noted";
}

/** The meaning of a condition that only one of the versions has. */
export function toggled(was: boolean, is: boolean, on: Finding, off: Finding): Finding[] {
  return was === is ? [] : [is ? on : off];
}

const MAX_NAMED = 10;

const RANGES = [
  { noun: "range", min: "minimum", max: "maximum" },
  { noun: "length", min: "minLength", max: "maxLength" },
  { noun: "number of items", min: "minItems", max: "maxItems" },
] as const;
type Range = (typeof RANGES)[number];
const MOVES = { narrower: "narrowed", wider: "widened", different: "moved" } as const;

/** Formats of which no text is empty: a minimum of one character changes nothing. */
const NEVER_EMPTY: readonly unknown[] = ["uri", "date", "date-time", "email", "uuid"];

/** Conditions that cannot be compared: a new or a changed one rejects values that were accepted. */
const CONDITIONS = ["pattern", "multipleOf", "uniqueItems", "not"];

const CLOSED: Finding = { code: "keys-refused", effect: "narrower" };
const OPEN: Finding = { code: "keys-allowed", effect: "wider" };

/** How the limits on a value of one type differ: choices, ranges, lengths, patterns, other keys. */
export function limitFindings(before: JsonRecord, after: JsonRecord): Finding[] {
  const [wasClosed, isClosed] = [before, after].map((one) => one["additionalProperties"] === false);
  return [
    ...valueFindings(before, after),
    ...CONDITIONS.flatMap((key) => conditionFindings(key, before[key], after[key])),
    ...toggled(wasClosed === true, isClosed === true, CLOSED, OPEN),
  ];
}

function valueFindings(before: JsonRecord, after: JsonRecord): Finding[] {
  const [old, fresh] = [choicesOf(before), choicesOf(after)];
  if (old !== undefined && fresh !== undefined) return choiceFindings(old, fresh);
  const [schema, choices] = fresh === undefined ? [after, old] : [before, fresh];
  if (choices === undefined) return RANGES.flatMap((range) => rangeFindings(range, before, after));
  // Whether the choices are fewer values than the schema without choices allows, such as `1 | 2 | 3` and `1..3`.
  const within = [...choices.values()].filter((choice) => allows(schema, choice)).length;
  const [areFewer, areMore] = [within !== sizeOf(schema), within < choices.size];
  return fresh === undefined
    ? [{ code: "choices-unlimited", effect: effectOf(areMore, areFewer) }]
    : [{ code: "choices-limited", effect: effectOf(areFewer, areMore) }];
}

/** Choices by their JSON. */
type Choices = ReadonlyMap<string, unknown>;

/** The choices that the schema's own ranges allow; undefined where it has none. */
function choicesOf(schema: JsonRecord): Choices | undefined {
  const choices = list(schema["enum"]);
  if (choices.length === 0) return undefined;
  const allowed = choices.filter((choice) => allows(schema, choice));
  return new Map(allowed.map((choice) => [canonicalJson(choice), choice]));
}

function choiceFindings(old: Choices, fresh: Choices): Finding[] {
  const changes = [
    { code: "choices-removed", choices: without(old, fresh), effect: "narrower" },
    { code: "choices-added", choices: without(fresh, old), effect: "wider" },
  ] as const;
  const findings = changes.flatMap(({ code, choices, effect }) => {
    const about = joinLimited(choices, ", ", MAX_NAMED);
    return choices.length === 0 ? [] : [{ code, about, effect }];
  });
  const isReordered = String([...old.keys()]) !== String([...fresh.keys()]);
  return findings.length === 0 && isReordered
    ? [{ code: "choices-reordered", effect: "noted" }]
    : findings;
}

function without(choices: Choices, others: Choices): string[] {
  return [...choices].filter(([json]) => !others.has(json)).map(([, choice]) => choiceText(choice));
}

/** A choice as people read it: in quotes only if it is empty, or would look like a number. */
export function choiceText(choice: unknown): string {
  const isPlain = typeof choice === "string" && choice !== "" && parseJson(choice) === undefined;
  return isPlain ? choice : canonicalJson(choice);
}

/** Whether the ranges of a schema allow a value of its type. */
function allows(schema: JsonRecord, value: unknown): boolean {
  const [range, length] = RANGES;
  const isText = typeof value === "string";
  const size = isText ? [...value].length : value;
  if (typeof size !== "number") return true;
  const [min, max] = limitsOf(schema, isText ? length : range);
  return min <= size && max <= -size;
}

/** How many values a schema without choices allows. */
function sizeOf(schema: JsonRecord): number {
  if (schema["type"] === "boolean") return 2;
  const [min, max] = limitsOf(schema, RANGES[0]);
  return schema["type"] === "integer" ? 1 - max - min : Infinity;
}

function rangeFindings(range: Range, before: JsonRecord, after: JsonRecord): Finding[] {
  const [min, max] = limitsOf(before, range);
  const [newMin, newMax] = limitsOf(after, range);
  const effect = effectOf(newMin > min || newMax > max, newMin < min || newMax < max);
  return effect === "noted" ? [] : [{ code: MOVES[effect], about: range.noun, effect }];
}

/** The minimum and the maximum that is allowed. The maximum is negated, so that the higher limit is the narrower one of both. */
function limitsOf(schema: JsonRecord, { min, max }: Range): readonly [number, number] {
  const isNeverEmpty = min === "minLength" && NEVER_EMPTY.includes(schema["format"]);
  const lowest = min === "minimum" ? -Infinity : Number(isNeverEmpty);
  return [narrowest(schema, min, 1, lowest), narrowest(schema, max, -1, -Infinity)];
}

function narrowest(schema: JsonRecord, key: string, sign: 1 | -1, widest: number): number {
  // `exclusiveMinimum` is a flag next to a minimum in OpenAPI 3.0, and a number itself in 3.1.
  const [limit, exclusive] = [schema[key], schema[key.replace("m", "exclusiveM")]];
  const limits = [widest];
  if (typeof limit === "number")
    limits.push(exclusive === true ? above(sign * limit) : sign * limit);
  if (typeof exclusive === "number") limits.push(above(sign * exclusive));
  const found = Math.max(...limits);
  return schema["type"] === "integer" ? Math.ceil(found) : found;
}

/** The next number after one, from which on all are allowed where that one is not. */
function above(number: number): number {
  return number + Math.max(Number.MIN_VALUE, Math.abs(number) * Number.EPSILON);
}

function conditionFindings(key: string, before: unknown, after: unknown): Finding[] {
  const [was, is] = [before, after].map((value) =>
    value === undefined || value === null || value === false ? undefined : canonicalJson(value),
  );
  if (was === is) return [];
  const effect = effectOf(is !== undefined, was !== undefined);
  const code =
    was === undefined ? "keyword-added" : is === undefined ? "keyword-removed" : "keyword-changed";
  return [{ code, about: key, effect }];
}

/** Keywords that are compared in other ways: types, limits, parts, and the order of inputs. */
const COMPARED: ReadonlySet<string> = new Set([
  ...RANGES.flatMap(({ min, max }) => [min, max]),
  ...CONDITIONS,
  "enum",
  "exclusiveMinimum",
  "exclusiveMaximum",
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
    .map((key) => ({ code: "keyword-changed", about: key, effect: "noted" }));
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
