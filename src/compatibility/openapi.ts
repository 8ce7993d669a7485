import { isRecord, type JsonRecord } from "../lib/json.ts";
import { schemaReader } from "./normalize.ts";

/** One input of a model: its JSON schema, with what `allOf`, `$ref` and a union with null bring in. */
export interface InputProperty {
  readonly schema: JsonRecord;
  readonly required: boolean;
}

/**
 * The inputs of a version, from the OpenAPI schema that Cog writes (`components.schemas.Input`, with the
 * choices of an input behind `allOf: [{$ref}]`).
 * @returns undefined when there is no such schema.
 */
export function inputProperties(
  openapi: JsonRecord | undefined,
): ReadonlyMap<string, InputProperty> | undefined {
  const input = getPath(openapi, "components", "schemas", "Input");
  if (!isRecord(input)) return undefined;
  const properties = isRecord(input["properties"]) ? input["properties"] : {};
  const listed: readonly unknown[] = Array.isArray(input["required"]) ? input["required"] : [];
  const required = new Set(listed.filter((name) => typeof name === "string"));
  const names = new Set([...Object.keys(properties), ...required]);
  const read = schemaReader(openapi);
  return new Map(
    [...names].map((name) => {
      const property = properties[name];
      const own = isRecord(property) ? property : {};
      return [name, { schema: { ...own, ...read(own).keywords }, required: required.has(name) }];
    }),
  );
}

/** The value at a path of keys; undefined where there is none. */
export function getPath(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((at, key) => (isRecord(at) ? at[key] : undefined), value);
}

/** Values for the inputs that a version requires: the default, a choice, or something of the type. */
export function exampleInput(schema: JsonRecord | undefined): JsonRecord {
  const required = [...(inputProperties(schema) ?? [])].filter(([, input]) => input.required);
  return Object.fromEntries(required.map(([name, input]) => [name, exampleValue(input.schema)]));
}

function exampleValue(property: JsonRecord): unknown {
  if (property["default"] !== undefined) return property["default"];
  if (Array.isArray(property["enum"]) && property["enum"].length > 0) return property["enum"][0];
  if (property["format"] === "uri") return "https://example.com/file";
  const { type } = property;
  if (type === "integer" || type === "number") return within(1, property);
  if (type === "boolean") return true;
  return type === "array" ? [] : "…";
}

/** A number, or the nearest one that the property allows. */
function within(number: number, { minimum, maximum }: JsonRecord): number {
  const most = typeof maximum === "number" ? Math.min(number, maximum) : number;
  return typeof minimum === "number" ? Math.max(most, minimum) : most;
}
