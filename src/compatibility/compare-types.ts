import type { JsonRecord } from "../lib/json.ts";
import type { Finding } from "./finding.ts";
import { limitFindings, toggled } from "./limits.ts";
import { isUntyped, type PlainSchema } from "./normalize.ts";

const WIDENED: Finding = { code: "type-widened", effect: "wider" };
const NARROWED: Finding = { code: "type-narrowed", effect: "narrower" };
// As an input, a password is any string. As an output, it is masked.
const MASKED: Finding = { code: "format-changed", effect: "wider" };
const NULL: Finding = { code: "null-allowed", effect: "wider" };
const NO_NULL: Finding = { code: "null-refused", effect: "narrower" };

/** Changes between types of which one includes all values of the other. */
const RELATED: Readonly<Record<string, Finding>> = {
  "integer > number": WIDENED,
  "number > integer": NARROWED,
  "string > string (password)": MASKED,
  "string (password) > string": MASKED,
};

/**
 * Compares the types, and whether null is allowed. A union with one more type is wider, and so is a schema without any
 * type, which is how Cog before 0.17 wrote `Any`.
 * @returns the differences, and the types that correspond, whose limits and parts are compared.
 * @param wasNullUndeclared whether null could have come before as well, without a declaration in the schema.
 */
export function compareTypes(before: PlainSchema, after: PlainSchema, wasNullUndeclared: boolean) {
  const equal = pairUp(
    before.alternatives,
    after.alternatives,
    (old, fresh) => typeText(old) === typeText(fresh),
  );
  const related = pairUp(
    equal.lost,
    equal.fresh,
    (old, fresh) => relation(old, fresh) !== undefined,
  );
  // In a union with number, integer is redundant.
  const lost = related.lost.filter((one) => !isNumberOf(one, after));
  const fresh = related.fresh.filter((one) => !isNumberOf(one, before));
  const findings = [
    ...related.pairs.flatMap(([old, now]) => relation(old, now) ?? []),
    ...typeFindings(lost, fresh),
  ];
  const allowed: Finding = wasNullUndeclared ? { ...NULL, effect: "noted" } : NULL;
  const nulls = toggled(before.nullable, after.nullable, allowed, NO_NULL);
  // A schema without a type includes null, which is not listed again.
  const isImplied =
    [...before.alternatives, ...after.alternatives].some(isUntyped) &&
    findings.some(({ effect }) => effect === nulls[0]?.effect);
  return {
    findings: isImplied ? findings : [...findings, ...nulls],
    pairs: [...equal.pairs, ...related.pairs],
  };
}

/** The type and its format: `string (uri)`, `any`. */
export function typeText({ type, format }: JsonRecord): string {
  const name = typeof type === "string" ? type : "any";
  return typeof format === "string" ? `${name} (${format})` : name;
}

function relation(before: JsonRecord, after: JsonRecord): Finding | undefined {
  return RELATED[`${typeText(before)} > ${typeText(after)}`];
}

/** Pairs the types that belong together; `lost` and `fresh` are those without a counterpart. */
function pairUp(
  before: readonly JsonRecord[],
  after: readonly JsonRecord[],
  belong: (before: JsonRecord, after: JsonRecord) => boolean,
) {
  const fresh = [...after];
  const lost: JsonRecord[] = [];
  const pairs: (readonly [JsonRecord, JsonRecord])[] = [];
  for (const old of before) {
    const index = fresh.findIndex((one) => belong(old, one));
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
  const isAny = (schema: JsonRecord) => typeText(schema) === "any";
  if (lost.length === 0 && fresh.length === 0) return [];
  if (lost.length === 0 || fresh.some(isAny)) return [WIDENED];
  if (fresh.length === 0 || lost.some(isAny)) return [NARROWED];
  const types = new Set([...lost, ...fresh].map(({ type }) => type));
  return [{ code: types.size === 1 ? "format-changed" : "type-changed", effect: "different" }];
}
