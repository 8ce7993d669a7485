import { isRecord, type JsonRecord } from "../lib/json.ts";
import { list } from "./normalize.ts";

/** A property of an object, and whether it is always there. */
export interface Property {
  readonly schema: unknown;
  readonly required: boolean;
}

/** The properties of an object's schema; one that is only required is of no known type. */
export function propertiesOf(schema: JsonRecord): ReadonlyMap<string, Property> {
  const described = isRecord(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  const required = new Set(list(schema["required"]).filter((name) => typeof name === "string"));
  return new Map<string, Property>([
    ...[...required].map((name) => [name, { schema: {}, required: true }] as const),
    ...described.map(([name, property]) => {
      return [name, { schema: property, required: required.has(name) }] as const;
    }),
  ]);
}

/** The schemas of what a list or a dictionary holds, by how paths write it: `[]`, `[0]`, `{}`. */
export function elementsOf(schema: JsonRecord): ReadonlyMap<string, unknown> {
  const { items, prefixItems, additionalProperties: values } = schema;
  const tuple = [...list(prefixItems), ...list(items)];
  return new Map([
    ...tuple.map((entry, index) => [`[${index}]`, entry] as const),
    ...(isRecord(items) ? [["[]", items] as const] : []),
    ...(isRecord(values) ? [["{}", values] as const] : []),
  ]);
}
