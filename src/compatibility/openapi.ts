import { type JsonRecord, list, recordOf } from "../lib/json.ts";
import { type Field, propertiesOf, schemaOf, schemaReader } from "./normalize.ts";

/**
 * The inputs of a version, from the OpenAPI schema that Cog writes (`components.schemas.Input`). References, such as those
 * to the choices of an input, and unions with null are resolved.
 * @returns undefined when there is no such schema.
 */
export function inputProperties(
  openapi: JsonRecord | undefined,
): ReadonlyMap<string, Field & { readonly schema: JsonRecord }> | undefined {
  const input = schemaOf(openapi, "Input");
  if (input === undefined) return undefined;
  const read = schemaReader(openapi);
  return new Map(
    [...propertiesOf(input)].map(([name, { schema, required }]) => {
      const own = recordOf(schema);
      return [name, { schema: { ...own, ...read(own).keywords }, required }];
    }),
  );
}

/** Values for the inputs that a version requires: the default, a choice, or something of the type. */
export function exampleInput(schema: JsonRecord | undefined): JsonRecord {
  const required = [...(inputProperties(schema) ?? [])].filter(([, input]) => input.required);
  return Object.fromEntries(required.map(([name, input]) => [name, exampleValue(input.schema)]));
}

/** More than any real schema requires. A hostile one could require gigabytes. */
const MAX_TEXT = 1000;

function exampleValue(property: JsonRecord): unknown {
  const { type, minimum, maximum, minLength, default: standard } = property;
  if (standard !== undefined) return standard;
  const [choice] = list(property["enum"]);
  if (choice !== undefined) return choice;
  if (property["format"] === "uri") return "https://example.com/file";
  if (type === "integer" || type === "number") {
    const value = typeof maximum === "number" ? Math.min(1, maximum) : 1;
    return typeof minimum === "number" ? Math.max(value, minimum) : value;
  }
  if (type === "boolean") return true;
  if (type === "array") return [];
  if (type === "object") return {};
  const length = typeof minLength === "number" ? Math.min(minLength, MAX_TEXT) : 1;
  return "…".repeat(Math.max(1, length));
}
