import type { JsonRecord } from "../lib/json.ts";
import { redact } from "../lib/masks.ts";
import { describeField } from "./describe.ts";
import { type Difference, SchemaDiff } from "./diff.ts";
import type { Effect, Finding } from "./finding.ts";
import { type SchemaReader, schemaOf, schemaReader } from "./normalize.ts";

type Verdict = "breaking" | "compatible";

/** The schemas of a version, as Cog names them. Only models that can be trained have the last two. */
const PARTS = ["Input", "Output", "TrainingInput", "TrainingOutput"] as const;
type Part = (typeof PARTS)[number];

/** A change of one input, or of one part of an output. Without secrets: its texts may be truncated when they are shown. */
export interface SchemaChange {
  /** Which schema: what is given to a prediction or a training, or what comes out. */
  readonly part: Part;
  /** The input, or the path within an output ("" for all inputs, or the output as a whole). */
  readonly name: string;
  /** As people read it: `string`, `integer 1..4, default 2`, `png | jpg`; undefined where there is none. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly verdict: Verdict;
  /** What differs, the most severe first. */
  readonly findings: readonly Finding[];
}

/** How two versions differ for callers of the model. */
export interface Compatibility {
  /** `none`: no difference; `unknown`: one of the two has no schema. */
  readonly verdict: "none" | "unknown" | Verdict;
  readonly changes: readonly SchemaChange[];
}

/** The version in use and the OpenAPI schema of the new one, if there are any. */
export interface SchemaPair {
  /** As Replicate's API shows it: its OpenAPI schema, and the version of Cog that built it. */
  readonly before:
    | { readonly schema: JsonRecord | undefined; readonly cogVersion: string | undefined }
    | undefined;
  readonly after: JsonRecord | undefined;
  /** Whether the new one is the older one. Default: false. */
  readonly isRollback?: boolean;
}

/** What a comparison of two versions found, or that none was made. */
export type CompatibilityResult =
  | { readonly kind: "not-compared" }
  | { readonly kind: "compared"; readonly compatibility: Compatibility };

/** Cog up to 0.9 declared no property of an output as nullable. It only left it out of `required`. */
const WITHOUT_NULLS = /^v?0\.\d\./;

/**
 * Compares two versions for callers of the model. An input may accept more values than before, and an output may have
 * fewer; the opposite breaks them. A new choice of an output is therefore breaking, and so is a new null: clients that
 * know the choices, such as generated ones, reject it.
 * @param before the OpenAPI schema of a version, as Cog writes it; undefined if it has none.
 * @param cogVersion the version of Cog that built the version before, if it is known.
 */
export function compareSchemas(
  before: JsonRecord | undefined,
  after: JsonRecord | undefined,
  cogVersion = "",
): Compatibility {
  if (schemaOf(before, "Input") === undefined || schemaOf(after, "Input") === undefined)
    return { verdict: "unknown", changes: [] };
  const read = [schemaReader(before), schemaReader(after)] as const;
  const nullsDeclared = !WITHOUT_NULLS.test(cogVersion);
  const changes = PARTS.flatMap((part) => {
    const diff = new SchemaDiff({ read, isInput: isInput(part), nullsDeclared });
    const differences = diff.compare(schemaOf(before, part), schemaOf(after, part));
    const byName = Map.groupBy(differences, ({ subject }) => subject.name);
    return [...byName.values()].flatMap((some) => toChange(part, some, read));
  });
  changes.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return { verdict: changes[0]?.verdict ?? "none", changes };
}

/** One change for everything about one subject, with the most severe verdict. */
function toChange(
  part: Part,
  differences: readonly Difference[],
  read: readonly [SchemaReader, SchemaReader],
): SchemaChange[] {
  const findings = differences.map(({ finding }) => finding);
  const breaking = findings.filter(({ effect }) => breaks(part, effect));
  return differences.slice(0, 1).map(({ subject: { name, before, after } }) => ({
    part,
    name: redact(name),
    before: before && describeField(before, read[0]),
    after: after && describeField(after, read[1]),
    verdict: breaking.length > 0 ? "breaking" : "compatible",
    findings: [...new Set([...breaking, ...findings])],
  }));
}

function isInput(part: Part): boolean {
  return part.endsWith("Input");
}

function breaks(part: Part, effect: Effect): boolean {
  return effect === "different" || effect === (isInput(part) ? "narrower" : "wider");
}

/** Sorts breaking changes first, then by part and name: the order of verdicts and parts is alphabetical. */
function sortKey({ verdict, part, name }: SchemaChange): string {
  return `${verdict} ${part} ${name}`;
}
