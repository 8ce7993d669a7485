import { isRecord, type JsonRecord } from "../lib/json.ts";
import { joinLimited } from "../lib/text.ts";
import { describePlace, type Place } from "./describe.ts";
import { type Difference, SchemaDiff } from "./diff.ts";
import type { Effect } from "./limits.ts";
import { type SchemaReader, schemaReader } from "./normalize.ts";
import { getPath } from "./openapi.ts";

export type Verdict = "breaking" | "compatible";

/** A change of one input, or of one part of an output, with everything about it in one line. */
export interface SchemaChange {
  /** Which schema: what is given to a prediction or a training, or what comes out. */
  readonly part: "Input" | "Output" | "TrainingInput" | "TrainingOutput";
  /** The input, or the path within an output ("" for the output as a whole). */
  readonly name: string;
  /** As people read it: `string`, `integer 1..4, default 2`, `png | jpg`; undefined where there is none. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly verdict: Verdict;
  /** What it is about, in few words: "removed", "type changed; newly required", "range narrowed". */
  readonly reason: string;
}

/** What the changes between two versions mean to who calls the model. */
export interface Compatibility {
  /** `none`: no difference at all; `unknown`: one of the two has no such schema. */
  readonly verdict: "none" | "compatible" | "breaking" | "unknown";
  readonly changes: readonly SchemaChange[];
}

/** The schemas of a version, as Cog names them; those of a training are there only where there is one. */
const PARTS = ["Input", "Output", "TrainingInput", "TrainingOutput"] as const;
type Part = (typeof PARTS)[number];

const MOST_REASONS = 10;

/** Cog up to 0.9 wrote of no property of an output that it may be null: it left it out of `required`. */
const WITHOUT_NULLS = /^v?0\.\d\./;

/**
 * Whether who calls the model today can go on with another version of it: an input may take more than before
 * and an output may be less than before, not the other way round. So a choice that is new in an output is
 * breaking like a null that is new: a client that knows the choices, say one that was generated from the
 * schema, refuses it.
 * @param cogVersion the version of Cog that built the version before, if it is known.
 */
export function compareSchemas(
  before: JsonRecord | undefined,
  after: JsonRecord | undefined,
  cogVersion?: string,
): Compatibility {
  const [old, fresh] = [before, after].map((openapi) => ({
    read: schemaReader(openapi),
    schemas: schemasOf(openapi),
  }));
  if (!old?.schemas.has("Input") || !fresh?.schemas.has("Input"))
    return { verdict: "unknown", changes: [] };
  const nullsDeclared = !WITHOUT_NULLS.test(cogVersion ?? "");
  const changes = PARTS.flatMap((part) => {
    const [was, is] = [old.schemas.get(part), fresh.schemas.get(part)];
    if (was === undefined && is === undefined) return [];
    return partChanges(part, was, is, { read: [old.read, fresh.read], nullsDeclared });
  }).sort(bySeverity);
  const [first] = changes;
  return { verdict: first?.verdict ?? "none", changes };
}

function schemasOf(openapi: JsonRecord | undefined): ReadonlyMap<string, JsonRecord> {
  const schemas = getPath(openapi, "components", "schemas");
  const entries = isRecord(schemas) ? Object.entries(schemas) : [];
  return new Map(entries.flatMap(([name, schema]) => (isRecord(schema) ? [[name, schema]] : [])));
}

/** The two schemas' readers, and whether the older one says what may be null. */
interface Readers {
  readonly read: readonly [SchemaReader, SchemaReader];
  readonly nullsDeclared: boolean;
}

function partChanges(
  part: Part,
  before: JsonRecord | undefined,
  after: JsonRecord | undefined,
  { read, nullsDeclared }: Readers,
): SchemaChange[] {
  const whole = (schema: JsonRecord | undefined): Place | undefined =>
    schema && { schema, required: false };
  if (before === undefined || after === undefined) {
    const subject = { name: "", before: whole(before), after: whole(after) };
    const gone = { subject, reason: "removed", effect: "different" } as const;
    const come = { subject, reason: "new", effect: "noted" } as const;
    return [toChange(part, [after === undefined ? gone : come], read)].filter(isDefined);
  }
  const isInput = part.endsWith("Input");
  const walk = new SchemaDiff(...read, isInput ? "inputs" : "paths", nullsDeclared);
  // Inputs are an object even where the schema does not say so.
  const [was, is] = [before, after].map((one) => (isInput ? { ...one, type: "object" } : one));
  const bySubject = Map.groupBy(walk.compare(was, is), ({ subject }) => subject.name);
  return [...bySubject.values()].map((some) => toChange(part, some, read)).filter(isDefined);
}

/** One change for everything about one subject, with the gravest verdict. */
function toChange(
  part: Part,
  differences: readonly Difference[],
  read: readonly [SchemaReader, SchemaReader],
): SchemaChange | undefined {
  const [first] = differences;
  if (first === undefined) return undefined;
  const { name, before, after } = first.subject;
  const breaking = differences.filter(({ effect }) => breaks(part, effect));
  const gravest = [...breaking, ...differences].map(({ reason }) => reason);
  return {
    part,
    name,
    before: before && describePlace(before, read[0]),
    after: after && describePlace(after, read[1]),
    verdict: breaking.length > 0 ? "breaking" : "compatible",
    reason: joinLimited([...new Set(gravest)], "; ", MOST_REASONS),
  };
}

function breaks(part: Part, effect: Effect): boolean {
  if (effect === "noted") return false;
  return effect === "different" || effect === (part.endsWith("Input") ? "narrower" : "wider");
}

function bySeverity(a: SchemaChange, b: SchemaChange): number {
  if (a.verdict !== b.verdict) return a.verdict === "breaking" ? -1 : 1;
  if (a.part !== b.part) return PARTS.indexOf(a.part) - PARTS.indexOf(b.part);
  return a.name < b.name ? -1 : 1;
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}
