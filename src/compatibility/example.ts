import type { JsonRecord } from "../lib/json.ts";
import { inputProperties } from "./openapi.ts";

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
