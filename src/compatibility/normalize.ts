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

/** More than in any schema that Cog writes. */
const MAX_DEPTH = 32;
const MAX_ALTERNATIVES = 100;

/** What Cog writes as the description of choices that have none (`pkg/schema/openapi_spec.go`). */
const PLACEHOLDER = "An enumeration.";

/**
 * Creates a reader of the schemas of one OpenAPI document. Cog has written the same schema in several ways: choices inline
 * or behind `allOf: [{$ref}]` or `$ref`, and null as `nullable: true`, as a branch of `anyOf`, or as one of several types.
 * The reader returns the same for all of them.
 */
export function schemaReader(openapi: JsonRecord | undefined): SchemaReader {
  const known = new Map<JsonRecord, PlainSchema>();
  const read = (schema: unknown, depth: number): PlainSchema => {
    if (!isRecord(schema) || depth > MAX_DEPTH) return ANYTHING;
    const earlier = known.get(schema);
    if (earlier !== undefined) return earlier;
    // A schema that is read again meanwhile refers to itself, which adds nothing.
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

/** The types that a schema names, and its keywords, both without null. */
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
    // For callers, null is the same as no default; only newer releases of Cog write it.
    ...(standard !== undefined && standard !== null && { default: standard }),
  };
  return { types, keywords };
}

/** The type of choices without a declared type; undefined if they have several types, or no simple one. */
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

/** What a schema inherits from one that it refers to: everything but texts about that schema alone. */
function inherited({ title, description, ...keywords }: JsonRecord): JsonRecord {
  const isOwn = description === undefined || description === PLACEHOLDER;
  return isOwn ? keywords : { ...keywords, description };
}

/** Merges keywords: later schemas override earlier ones, and properties add up. */
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

/** The schema of a version with this name (`components.schemas.Input`), as Cog writes it; undefined if there is none. */
export function schemaOf(openapi: JsonRecord | undefined, name: string): JsonRecord | undefined {
  return recordAt(getPath(openapi, "components", "schemas"), name);
}

/** The part of a document that a reference such as `#/components/schemas/size` names. */
function referred(openapi: JsonRecord | undefined, reference: string): unknown {
  const keys = reference.replace(/^#\//, "").split("/");
  return getPath(openapi, ...keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~")));
}

/** The value at a path of keys; undefined if there is none. */
export function getPath(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce(
    (at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    value,
  );
}

/** The properties of an object's schema. The type of a property that is only in `required` is unknown. */
export function propertiesOf(schema: JsonRecord): ReadonlyMap<string, Field> {
  const described = new Map(Object.entries(recordOf(schema["properties"])));
  const required = new Set(stringsAt(schema, "required"));
  const names = new Set([...described.keys(), ...required]);
  return new Map(
    [...names].map((name) => [
      name,
      { schema: described.get(name) ?? {}, required: required.has(name) },
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
