import { isRecord, type JsonRecord, list, recordAt, recordOf, stringsAt } from "../lib/json.ts";

/** The meaning of a schema, however it is written. */
export interface PlainSchema {
  /** Its own keywords and those that `$ref` and `allOf` bring in. */
  readonly keywords: JsonRecord;
  /** The types that it allows besides null: one, or several for a union. */
  readonly alternatives: readonly JsonRecord[];
  readonly nullable: boolean;
}

/** One input, or one part of an output, in one of the two versions. */
export interface Field {
  readonly schema: unknown;
  /** Whether it is always there. */
  readonly required: boolean;
}

/** Reads one schema of a document. Never throws. */
export type SchemaReader = (schema: unknown) => PlainSchema;

const ANYTHING: PlainSchema = { keywords: {}, alternatives: [{}], nullable: true };

/** Further than references follow each other, and unions go, in any schema that Cog writes. */
const MAX_DEPTH = 32;
const MAX_ALTERNATIVES = 100;

/** What Cog writes as the description of choices that have none (`pkg/schema/openapi_spec.go`). */
const PLACEHOLDER = "An enumeration.";

/**
 * A reader of the schemas of one OpenAPI document. Cog wrote the same thing in several ways over time:
 * choices in place or behind `allOf: [{$ref}]` or `$ref`, and null as `nullable: true`, as a branch of
 * `anyOf` or as one of several types. All of them read the same.
 */
export function schemaReader(openapi: JsonRecord | undefined): SchemaReader {
  const known = new Map<JsonRecord, PlainSchema>();
  const read = (schema: unknown, depth: number): PlainSchema => {
    if (!isRecord(schema) || depth > MAX_DEPTH) return ANYTHING;
    const earlier = known.get(schema);
    if (earlier !== undefined) return earlier;
    // What is met again while it is read refers to itself, which adds nothing.
    known.set(schema, ANYTHING);
    const deeper = (part: unknown): PlainSchema => read(part, depth + 1);
    const { $ref, allOf, anyOf, oneOf, ...own } = schema;
    const reference = typeof $ref === "string" ? [referred(openapi, $ref)] : [];
    const parts = [...reference, ...list(allOf)].map(deeper);
    const plain = compose(own, parts, [...list(anyOf), ...list(oneOf)].map(deeper));
    known.set(schema, plain);
    return plain;
  };
  return (schema) => read(schema, 0);
}

function compose(
  { nullable: own, ...rest }: JsonRecord,
  parts: readonly PlainSchema[],
  branches: readonly PlainSchema[],
): PlainSchema {
  const merged = merge([...parts.map(({ keywords }) => inherited(keywords)), rest]);
  const { types, keywords } = normal(merged);
  const unions = [...branches, ...parts.filter(({ alternatives }) => alternatives.length > 1)];
  const nullable =
    own === true ||
    list(merged["type"]).includes("null") ||
    list(merged["enum"]).includes(null) ||
    branches.some((branch) => branch.nullable) ||
    (own === undefined && parts.some((part) => part.nullable && !isAnything(part)));
  if (merged["type"] === "null") return { keywords, alternatives: [], nullable: true };
  const members = new Set(unions.flatMap(({ alternatives }) => alternatives));
  if (members.size === 0) {
    const alternatives = types.map((type) =>
      type === undefined ? keywords : { ...keywords, type },
    );
    // Without a type and choices, a schema allows anything, and null is part of that.
    const allowsAll = own === undefined && alternatives.every(isUntyped);
    return { keywords, alternatives, nullable: nullable || allowsAll };
  }
  const isOnly = members.size === 1;
  const alternatives = [...members]
    .slice(0, MAX_ALTERNATIVES)
    .map((member) => merge(isOnly ? [inherited(member), keywords] : [keywords, member]));
  const [only = keywords] = alternatives;
  return { keywords: isOnly ? only : keywords, alternatives, nullable };
}

/** The types that a schema names, and its keywords with null taken out of them. */
function normal(schema: JsonRecord) {
  const { type, enum: choices, const: constant, default: standard, ...others } = schema;
  const values = (constant === undefined ? list(choices) : [constant]).filter(
    (one) => one !== null,
  );
  const named = [type, ...list(type)].filter((one) => typeof one === "string" && one !== "null");
  const types = named.length > 0 ? named.map(String) : [typeOfAll(values)];
  const [only] = types;
  const keywords = {
    ...others,
    ...(types.length === 1 && only !== undefined && { type: only }),
    ...(values.length > 0 && { enum: values }),
    // No default and null are the same to who calls; only newer releases of Cog write the latter.
    ...(standard !== undefined && standard !== null && { default: standard }),
  };
  return { types, keywords };
}

/** The type of choices that come without one; undefined where they differ, or are of no simple type. */
function typeOfAll(values: readonly unknown[]): string | undefined {
  const types = new Set(
    values.map((value) => (Number.isInteger(value) ? "integer" : typeof value)),
  );
  const [type, ...others] = types;
  return others.length === 0 && type !== "object" ? type : undefined;
}

/** Whether a schema names neither a type nor choices. */
export function isUntyped({ type, enum: choices }: JsonRecord): boolean {
  return type === undefined && list(choices).length === 0;
}

function isAnything({ alternatives }: PlainSchema): boolean {
  return alternatives.length > 0 && alternatives.every(isUntyped);
}

/** What a schema takes over from one that it refers to: not the words about that one alone. */
function inherited({ title, description, ...keywords }: JsonRecord): JsonRecord {
  const isOwn = description === undefined || description === PLACEHOLDER;
  return isOwn ? keywords : { ...keywords, description };
}

/** The keywords of all, the later ones winning; properties add up. */
function merge(schemas: readonly JsonRecord[]): JsonRecord {
  const merged = Object.fromEntries(schemas.flatMap((schema) => Object.entries(schema)));
  const properties = schemas.map((schema) => schema["properties"]).filter(isRecord);
  const required = schemas.flatMap((schema) => list(schema["required"]));
  return {
    ...merged,
    ...(properties.length > 0 && {
      properties: Object.fromEntries(properties.flatMap((some) => Object.entries(some))),
    }),
    ...(required.length > 0 && { required }),
  };
}

/** A schema of a version by its name (`components.schemas.Input`), as Cog writes them; undefined where there is none. */
export function schemaOf(openapi: JsonRecord | undefined, name: string): JsonRecord | undefined {
  return recordAt(getPath(openapi, "components", "schemas"), name);
}

/** The part of a document that a reference such as `#/components/schemas/size` names. */
function referred(openapi: JsonRecord | undefined, reference: string): unknown {
  const keys = reference.replace(/^#\//, "").split("/");
  return getPath(openapi, ...keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~")));
}

/** The value at a path of keys; undefined where there is none. */
export function getPath(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce(
    (at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    value,
  );
}

/** The properties of an object's schema; one that is only required is of no known type. */
export function propertiesOf(schema: JsonRecord): ReadonlyMap<string, Field> {
  const described = new Map(Object.entries(recordOf(schema["properties"])));
  const demanded = new Set(stringsAt(schema, "required"));
  const names = new Set([...described.keys(), ...demanded]);
  return new Map(
    [...names].map((name) => [
      name,
      { schema: described.get(name) ?? {}, required: demanded.has(name) },
    ]),
  );
}

/** The schemas of the items of a list or dictionary, by how paths write them: `[]`, `[0]`, `{}`. */
export function elementsOf(schema: JsonRecord): ReadonlyMap<string, Field> {
  const { items, prefixItems, additionalProperties: values } = schema;
  const tuple = [...list(prefixItems), ...list(items)];
  const elements: (readonly [string, unknown])[] = [
    ...tuple.map((entry, index) => [`[${index}]`, entry] as const),
    ...(isRecord(items) ? [["[]", items] as const] : []),
    ...(isRecord(values) ? [["{}", values] as const] : []),
  ];
  return new Map(elements.map(([step, element]) => [step, { schema: element, required: false }]));
}
