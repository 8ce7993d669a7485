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
  { noun: "range", least: "minimum", most: "maximum", atLeast: -Infinity },
  { noun: "length", least: "minLength", most: "maxLength", atLeast: 0 },
  { noun: "number of items", least: "minItems", most: "maxItems", atLeast: 0 },
];

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
    ...choiceFindings(list(before["enum"]), list(after["enum"])),
    ...RANGES.flatMap((range) => rangeFindings(range, before, after)),
    ...DEMANDS.flatMap((demand) => demandFindings(demand, before[demand], after[demand])),
  ];
}

function choiceFindings(before: readonly unknown[], after: readonly unknown[]): Finding[] {
  if (before.length === 0 && after.length === 0) return [];
  if (before.length === 0) return [{ reason: "limited to choices", effect: "narrower" }];
  if (after.length === 0) return [{ reason: "no longer limited to choices", effect: "wider" }];
  const [old, fresh] = [byText(before), byText(after)];
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

function byText(choices: readonly unknown[]): ReadonlyMap<string, string> {
  return new Map(choices.map((choice) => [canonicalJson(choice), choiceText(choice)]));
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
  { noun, least, most, atLeast }: (typeof RANGES)[number],
  before: JsonRecord,
  after: JsonRecord,
): Finding[] {
  const steps = [
    narrowing(lowest(before, least, atLeast), lowest(after, least, atLeast)),
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

function lowest(schema: JsonRecord, key: string, atLeast: number): Limit {
  const scale = (value: number): number => Math.max(value, atLeast);
  return narrowest(schema[key], exclusiveOf(schema, key), atLeast, scale);
}

function highest(schema: JsonRecord, key: string): Limit {
  return narrowest(schema[key], exclusiveOf(schema, key), -Infinity, (value) => -value);
}

/** `exclusiveMinimum` is true beside a minimum in OpenAPI 3.0, and a minimum of its own in 3.1. */
function exclusiveOf(schema: JsonRecord, key: string): unknown {
  if (key === "minimum") return schema["exclusiveMinimum"];
  return key === "maximum" ? schema["exclusiveMaximum"] : undefined;
}

function narrowest(
  plain: unknown,
  exclusive: unknown,
  widest: number,
  scale: (value: number) => number,
): Limit {
  const limits: Limit[] = [{ value: widest, exclusive: false }];
  if (typeof plain === "number")
    limits.push({ value: scale(plain), exclusive: exclusive === true });
  if (typeof exclusive === "number") limits.push({ value: scale(exclusive), exclusive: true });
  return limits.reduce((narrower, limit) => (narrowing(narrower, limit) > 0 ? limit : narrower));
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
