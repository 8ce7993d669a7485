import { canonicalJson } from "../lib/canonical-json.ts";
import type { JsonRecord } from "../lib/json.ts";
import { joinLimited } from "../lib/text.ts";
import { list } from "./normalize.ts";

/**
 * What a difference does to the values that a schema allows: fewer, more, others, or the same ones (then it
 * is only noted). Fewer breaks who gives a value, more breaks who receives one.
 */
export type Effect = "narrower" | "wider" | "different" | "noted";

/** One difference between two schemas, in few words. */
export interface Finding {
  readonly reason: string;
  readonly effect: Effect;
}

const MOST_NAMED = 10;

/** The least or the most that is allowed; a higher number is the narrower limit, also of a maximum. */
interface Limit {
  readonly value: number;
  readonly exclusive: boolean;
}

const RANGES = [
  { noun: "range", least: "minimum", most: "maximum" },
  { noun: "length", least: "minLength", most: "maxLength" },
  { noun: "number of items", least: "minItems", most: "maxItems" },
];

/** Formats of which no text is empty: a minimum of one character changes nothing. */
const NEVER_EMPTY: readonly unknown[] = ["uri", "date", "date-time", "email", "uuid"];

/** Demands that can't be compared: one that is new or another refuses what was taken. */
const DEMANDS = ["pattern", "multipleOf", "uniqueItems", "not"];

/** The keywords that this file compares. */
export const LIMITING: readonly string[] = [
  "enum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  ...RANGES.flatMap(({ least, most }) => [least, most]),
  ...DEMANDS,
];

/** How the limits on a value of one type differ: choices, ranges, lengths, patterns. */
export function limitFindings(before: JsonRecord, after: JsonRecord): Finding[] {
  return [
    ...valueFindings(before, after),
    ...DEMANDS.flatMap((demand) => demandFindings(demand, before[demand], after[demand])),
  ];
}

function valueFindings(before: JsonRecord, after: JsonRecord): Finding[] {
  const [old, fresh] = [choicesOf(before), choicesOf(after)];
  if (old !== undefined && fresh !== undefined) return choiceFindings(old, fresh);
  if (fresh !== undefined) return limitedFindings("limited to choices", before, fresh, "narrower");
  if (old !== undefined)
    return limitedFindings("no longer limited to choices", after, old, "wider");
  return RANGES.flatMap((range) => rangeFindings(range, before, after));
}

type Choices = ReadonlyMap<string, string>;

/** The choices that the schema's own ranges allow, by their JSON; undefined where it has none. */
function choicesOf(schema: JsonRecord): Choices | undefined {
  const choices = list(schema["enum"]);
  if (choices.length === 0) return undefined;
  const allowed = choices.filter((choice) => allows(schema, choice));
  return new Map(allowed.map((choice) => [canonicalJson(choice), choiceText(choice)]));
}

function choiceFindings(old: Choices, fresh: Choices): Finding[] {
  const removed = [...old].filter(([text]) => !fresh.has(text)).map(([, choice]) => choice);
  const added = [...fresh].filter(([text]) => !old.has(text)).map(([, choice]) => choice);
  if (removed.length === 0 && added.length === 0)
    return canonicalJson([...old.keys()]) === canonicalJson([...fresh.keys()])
      ? []
      : [{ reason: "choices reordered", effect: "noted" }];
  return [
    ...named("choices removed", removed, "narrower"),
    ...named("choices added", added, "wider"),
  ];
}

/**
 * Choices in one version, and a schema without choices in the other, such as `1 | 2 | 3` and `1..3`.
 * @param usual the effect where the schema allows all the choices and more.
 */
function limitedFindings(
  reason: string,
  schema: JsonRecord,
  choices: Choices,
  usual: "narrower" | "wider",
): Finding[] {
  const within = [...choices.keys()].filter((text) => allows(schema, JSON.parse(text)));
  const coversAll = within.length === sizeOf(schema);
  if (within.length === choices.size) return [{ reason, effect: coversAll ? "noted" : usual }];
  const reverse = usual === "narrower" ? "wider" : "narrower";
  return [{ reason, effect: coversAll ? reverse : "different" }];
}

/** Whether the ranges of a schema allow a value of its type. */
function allows(schema: JsonRecord, value: unknown): boolean {
  const [range, length] = RANGES;
  const isText = typeof value === "string";
  const keys = isText ? length : range;
  const size = isText ? [...value].length : value;
  if (keys === undefined || typeof size !== "number") return true;
  const [low, high] = [size, -size].map((one) => ({ value: one, exclusive: false }));
  return (
    low !== undefined &&
    high !== undefined &&
    narrowing(lowest(schema, keys.least), low) >= 0 &&
    narrowing(highest(schema, keys.most), high) >= 0
  );
}

/** How many values a schema without choices allows. */
function sizeOf(schema: JsonRecord): number {
  if (schema["type"] === "boolean") return 2;
  if (schema["type"] !== "integer") return Infinity;
  return 1 - highest(schema, "maximum").value - lowest(schema, "minimum").value;
}

/** A choice as people read it. */
export function choiceText(choice: unknown): string {
  return typeof choice === "string" ? choice : canonicalJson(choice);
}

function named(what: string, choices: readonly string[], effect: Effect): Finding[] {
  return choices.length === 0
    ? []
    : [{ reason: `${what}: ${joinLimited(choices, ", ", MOST_NAMED)}`, effect }];
}

function rangeFindings(
  { noun, least, most }: (typeof RANGES)[number],
  before: JsonRecord,
  after: JsonRecord,
): Finding[] {
  const steps = [
    narrowing(lowest(before, least), lowest(after, least)),
    narrowing(highest(before, most), highest(after, most)),
  ];
  const isNarrower = steps.some((step) => step > 0);
  const isWider = steps.some((step) => step < 0);
  if (isNarrower && isWider) return [{ reason: `${noun} moved`, effect: "different" }];
  if (isNarrower) return [{ reason: `${noun} narrowed`, effect: "narrower" }];
  return isWider ? [{ reason: `${noun} widened`, effect: "wider" }] : [];
}

/** Above 0 where the limit got narrower, below where it got wider. */
function narrowing(before: Limit, after: Limit): number {
  if (before.value !== after.value) return after.value > before.value ? 1 : -1;
  return Number(after.exclusive) - Number(before.exclusive);
}

function lowest(schema: JsonRecord, key: string): Limit {
  const neverEmpty = key === "minLength" && NEVER_EMPTY.includes(schema["format"]);
  const atLeast = key === "minimum" ? -Infinity : Number(neverEmpty);
  return narrowest(schema, key, atLeast, (value) => Math.max(value, atLeast));
}

function highest(schema: JsonRecord, key: string): Limit {
  return narrowest(schema, key, -Infinity, (value) => -value);
}

/** `exclusiveMinimum` is true beside a minimum in OpenAPI 3.0, and a minimum of its own in 3.1. */
function exclusiveOf(schema: JsonRecord, key: string): unknown {
  if (key === "minimum") return schema["exclusiveMinimum"];
  return key === "maximum" ? schema["exclusiveMaximum"] : undefined;
}

function narrowest(
  schema: JsonRecord,
  key: string,
  widest: number,
  scale: (value: number) => number,
): Limit {
  const [plain, exclusive] = [schema[key], exclusiveOf(schema, key)];
  const limits: Limit[] = [{ value: widest, exclusive: false }];
  if (typeof plain === "number")
    limits.push({ value: scale(plain), exclusive: exclusive === true });
  if (typeof exclusive === "number") limits.push({ value: scale(exclusive), exclusive: true });
  const limit = limits.reduce((one, other) => (narrowing(one, other) > 0 ? other : one));
  return schema["type"] === "integer" ? wholeLimit(limit) : limit;
}

/** The first integer within a limit: above 0 is from 1 on. */
function wholeLimit({ value, exclusive }: Limit): Limit {
  return { value: exclusive ? Math.floor(value) + 1 : Math.ceil(value), exclusive: false };
}

function demandFindings(demand: string, before: unknown, after: unknown): Finding[] {
  const [was, is] = [before, after].map((value) =>
    value === undefined || value === null || value === false ? undefined : canonicalJson(value),
  );
  if (was === is) return [];
  if (is === undefined) return [{ reason: `${demand} removed`, effect: "wider" }];
  return was === undefined
    ? [{ reason: `${demand} added`, effect: "narrower" }]
    : [{ reason: `${demand} changed`, effect: "different" }];
}

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
