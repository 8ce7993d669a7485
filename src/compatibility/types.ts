import type { JsonRecord } from "../lib/json.ts";
import type { Finding } from "./limits.ts";
import type { PlainSchema } from "./normalize.ts";

/** How the types of two schemas differ, and which of them stand for each other. */
export interface TypeComparison {
  readonly findings: readonly Finding[];
  /** Types that both have, whose limits and parts are to be compared. */
  readonly pairs: readonly (readonly [JsonRecord, JsonRecord])[];
}

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
  const fresh = [...after.alternatives];
  const lost: JsonRecord[] = [];
  const pairs: (readonly [JsonRecord, JsonRecord])[] = [];
  for (const old of before.alternatives) {
    const index = fresh.findIndex((one) => typeText(one) === typeText(old));
    const [match] = index < 0 ? [] : fresh.splice(index, 1);
    if (match === undefined) lost.push(old);
    else pairs.push([old, match]);
  }
  return {
    findings: [...typeFindings(lost, fresh), ...nullFindings(before, after, wasUnsaid)],
    pairs,
  };
}

/** The type and its format: `string (uri)`, `any`. */
export function typeText(schema: JsonRecord): string {
  const { type, format } = schema;
  const name = typeof type === "string" ? type : "any";
  return typeof format === "string" ? `${name} (${format})` : name;
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

function nullFindings(before: PlainSchema, after: PlainSchema, wasUnsaid: boolean): Finding[] {
  if (before.nullable === after.nullable) return [];
  return after.nullable
    ? [{ reason: "null allowed", effect: wasUnsaid ? "noted" : "wider" }]
    : [{ reason: "null no longer allowed", effect: "narrower" }];
}
