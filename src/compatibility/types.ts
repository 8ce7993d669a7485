import type { JsonRecord } from "../lib/json.ts";
import { type Finding, limitFindings } from "./limits.ts";
import { isUntyped, type PlainSchema } from "./normalize.ts";

/** How the types of two schemas differ, and which of them correspond. */
export interface TypeComparison {
  readonly findings: readonly Finding[];
  /** Types that correspond, whose limits and parts are compared. */
  readonly pairs: readonly (readonly [JsonRecord, JsonRecord])[];
}

/** Types that differ, of which every value of one is a value of the other, with what that means to callers. */
const RELATED: Readonly<Record<string, Finding>> = {
  "integer > number": { reason: "type widened", effect: "wider" },
  "number > integer": { reason: "type narrowed", effect: "narrower" },
  // A password is any string when it is given, and is masked when it comes out.
  "string > string (password)": { reason: "format changed", effect: "wider" },
  "string (password) > string": { reason: "format changed", effect: "wider" },
};

/**
 * Compares the types, and whether null is allowed. A union that gets a type more is wider; so is one that
 * gets no type at all, which is how Cog before 0.17 wrote `Any`.
 * @param wasUnsaid whether null could have come before as well, without the schema's saying so.
 */
export function compareTypes(
  before: PlainSchema,
  after: PlainSchema,
  wasUnsaid = false,
): TypeComparison {
  const equal = pairUp(before.alternatives, after.alternatives, (old, fresh) => old === fresh);
  const related = pairUp(equal.lost, equal.fresh, (old, fresh) => relation(old, fresh) in RELATED);
  const { lost, fresh } = related;
  // An integer beside numbers is one of them.
  const findings = [
    ...related.pairs.flatMap(([old, now]) => RELATED[relation(typeText(old), typeText(now))] ?? []),
    ...typeFindings(
      lost.filter((one) => !isNumberOf(one, after)),
      fresh.filter((one) => !isNumberOf(one, before)),
    ),
  ];
  return {
    findings: [...findings, ...nullFindings(before, after, { findings, wasUnsaid })],
    pairs: [...equal.pairs, ...related.pairs],
  };
}

/** The type and its format: `string (uri)`, `any`. */
export function typeText(schema: JsonRecord): string {
  const { type, format } = schema;
  const name = typeof type === "string" ? type : "any";
  return typeof format === "string" ? `${name} (${format})` : name;
}

function relation(before: string, after: string): string {
  return `${before} > ${after}`;
}

/** Pairs the types that belong together; `lost` and `fresh` are those that found none. */
function pairUp(
  before: readonly JsonRecord[],
  after: readonly JsonRecord[],
  belong: (before: string, after: string) => boolean,
) {
  const fresh = [...after];
  const lost: JsonRecord[] = [];
  const pairs: (readonly [JsonRecord, JsonRecord])[] = [];
  for (const old of before) {
    const index = fresh.findIndex((one) => belong(typeText(old), typeText(one)));
    const [match] = index < 0 ? [] : fresh.splice(index, 1);
    if (match === undefined) lost.push(old);
    else pairs.push([old, match]);
  }
  return { pairs, lost, fresh };
}

function isNumberOf(one: JsonRecord, { alternatives }: PlainSchema): boolean {
  if (typeText(one) !== "integer") return false;
  return alternatives.some(
    (other) =>
      typeText(other) === "number" &&
      limitFindings(one, other).every(({ effect }) => effect === "wider" || effect === "noted"),
  );
}

function typeFindings(lost: readonly JsonRecord[], fresh: readonly JsonRecord[]): Finding[] {
  if (lost.length === 0 && fresh.length === 0) return [];
  if (lost.length === 0 || fresh.some(isAnything))
    return [{ reason: "type widened", effect: "wider" }];
  if (fresh.length === 0 || lost.some(isAnything))
    return [{ reason: "type narrowed", effect: "narrower" }];
  const types = new Set([...lost, ...fresh].map(({ type }) => type));
  return [{ reason: types.size === 1 ? "format changed" : "type changed", effect: "different" }];
}

function isAnything(schema: JsonRecord): boolean {
  return typeText(schema) === "any";
}

/** Says nothing of null where a type that is any comes or goes: null is part of it. */
function nullFindings(
  before: PlainSchema,
  after: PlainSchema,
  { findings, wasUnsaid }: { readonly findings: readonly Finding[]; readonly wasUnsaid: boolean },
): Finding[] {
  if (before.nullable === after.nullable) return [];
  const finding: Finding = after.nullable
    ? { reason: "null allowed", effect: wasUnsaid ? "noted" : "wider" }
    : { reason: "null no longer allowed", effect: "narrower" };
  const isImplied =
    [...before.alternatives, ...after.alternatives].some(isUntyped) &&
    findings.some(({ effect }) => effect === finding.effect);
  return isImplied ? [] : [finding];
}
