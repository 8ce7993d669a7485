import { isRecord, type JsonRecord } from "../json.ts";

/** One input of a model: its JSON schema, with what `allOf` and `$ref` bring in. */
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
  const input = dig(openapi, "components", "schemas", "Input");
  if (!isRecord(input)) return undefined;
  const properties = isRecord(input["properties"]) ? input["properties"] : {};
  const listed: readonly unknown[] = Array.isArray(input["required"]) ? input["required"] : [];
  const required = new Set(listed.filter((name) => typeof name === "string"));
  const names = new Set([...Object.keys(properties), ...required]);
  return new Map(
    [...names].map((name) => [
      name,
      { schema: resolve(properties[name], openapi), required: required.has(name) },
    ]),
  );
}

function resolve(property: unknown, openapi: JsonRecord | undefined): JsonRecord {
  if (!isRecord(property)) return {};
  const parts = Array.isArray(property["allOf"]) ? property["allOf"] : [];
  const referenced = [property, ...parts].map((part) => {
    const reference = isRecord(part) ? part["$ref"] : undefined;
    const found =
      typeof reference === "string"
        ? dig(openapi, ...reference.replace(/^#\//, "").split("/"))
        : {};
    return isRecord(found) ? found : {};
  });
  return Object.fromEntries([...referenced, property].flatMap((part) => Object.entries(part)));
}

/** The value at a path of keys; undefined where there is none. */
export function dig(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((at, key) => (isRecord(at) ? at[key] : undefined), value);
}
