import { isObject, type JsonObject } from "../http/http.ts";

/** One complaint about a request, in the form of `invalid_fields`. */
export interface InvalidField {
  readonly type: string;
  /** Empty for the body itself, `input`, or `input.name`. */
  readonly field: string;
  readonly description: string;
}

/** The schema of a version's input; undefined where it has none. */
function inputSchema(openapiSchema: unknown): JsonObject | undefined {
  const at = (value: unknown, key: string) => (isObject(value) ? value[key] : undefined);
  const schema = at(at(at(openapiSchema, "components"), "schemas"), "Input");
  return isObject(schema) ? schema : undefined;
}

function propertiesOf(schema: JsonObject | undefined): [name: string, schema: JsonObject][] {
  const properties = schema?.["properties"];
  return Object.entries(isObject(properties) ? properties : {}).map(([name, property]) => [
    name,
    isObject(property) ? property : {},
  ]);
}

/** An input with the schema's defaults, in the schema's order. */
export function completeInput(input: JsonObject, openapiSchema: unknown): JsonObject {
  const order = ([, schema]: [string, JsonObject]) => Number(schema["x-order"] ?? 0);
  const named = propertiesOf(inputSchema(openapiSchema))
    .toSorted((one, other) => order(one) - order(other))
    .flatMap(([name, { default: fallback }]) => {
      const value = input[name] ?? fallback;
      return value === undefined ? [] : [[name, value] as const];
    });
  return { ...Object.fromEntries(named), ...input };
}

/**
 * What is wrong with an input. The forms for what is missing, for choices and for limits are recorded, the
 * one for a wrong type is what the validator that speaks like this (gojsonschema) says.
 */
export function checkInput(input: JsonObject, openapiSchema: unknown): InvalidField[] {
  const schema = inputSchema(openapiSchema);
  const required = Array.isArray(schema?.["required"]) ? schema["required"].map(String) : [];
  return [
    ...required
      .filter((name) => input[name] === undefined)
      .map((name) => ({ type: "required", field: "input", description: `${name} is required` })),
    ...propertiesOf(schema).flatMap(([name, property]) =>
      input[name] === undefined ? [] : checkValue(name, input[name], [property, openapiSchema]),
    ),
  ];
}

function checkValue(
  name: string,
  value: unknown,
  [property, document]: readonly [JsonObject, unknown],
): InvalidField[] {
  const field = `input.${name}`;
  if (value === null && property["nullable"] === true) return [];
  const { type, enum: choices, minimum, maximum } = resolve(property, document);
  if (typeof type === "string" && !fits(value, type)) {
    const description = `Invalid type. Expected: ${type}, given: ${typeOf(value)}`;
    return [{ type: "invalid_type", field, description }];
  }
  const complain = (kind: string, description: string) => [{ type: kind, field, description }];
  if (Array.isArray(choices) && !choices.includes(value)) {
    const list = choices.map((choice) => JSON.stringify(choice)).join(", ");
    return complain("enum", `${name} must be one of the following: ${list}`);
  }
  if (typeof value !== "number") return [];
  if (typeof minimum === "number" && value < minimum)
    return complain("number_gte", `Must be greater than or equal to ${minimum}`);
  if (typeof maximum === "number" && value > maximum)
    return complain("number_lte", `Must be less than or equal to ${maximum}`);
  return [];
}

/** Cog puts choices into a schema of their own: `allOf: [{$ref: "#/components/schemas/name"}]`. */
function resolve(property: JsonObject, document: unknown): JsonObject {
  const parts = Array.isArray(property["allOf"]) ? property["allOf"] : [];
  const resolved = [property, ...parts].map((part) => {
    const reference = isObject(part) ? part["$ref"] : undefined;
    const target = typeof reference === "string" ? follow(reference, document) : part;
    return isObject(target) ? target : {};
  });
  return Object.assign({}, ...resolved.toReversed());
}

function follow(reference: string, document: unknown): unknown {
  const steps = reference.split("/").slice(1);
  return steps.reduce<unknown>(
    (value, key) => (isObject(value) ? value[key] : undefined),
    document,
  );
}

function fits(value: unknown, type: string): boolean {
  const actual = typeOf(value);
  return actual === type || (type === "number" && actual === "integer");
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}
