import { canonicalJson, type JsonRecord, list } from "../lib/json.ts";
import { joinLimited, truncate } from "../lib/text.ts";
import { typeText } from "./compare-types.ts";
import { choiceText } from "./limits.ts";
import { elementsOf, type Field, isUntyped, propertiesOf, type SchemaReader } from "./normalize.ts";

const MAX_CHOICES = 20;
const MAX_TYPES = 10;
const MAX_LENGTH = 200;
const MAX_DEPTH = 3;

/** A schema as people read it: `string`, `integer 1..4, default 2`, `png | jpg, required`. */
export function describeField({ schema, required }: Field, read: SchemaReader): string {
  const { keywords } = read(schema);
  const standard = keywords["default"];
  const words = [
    describeType(schema, read, 0),
    ...(required ? ["required"] : []),
    ...(standard === undefined ? [] : [`default ${canonicalJson(standard)}`]),
  ].join(", ");
  return truncate(words, MAX_LENGTH);
}

function describeType(schema: unknown, read: SchemaReader, depth: number): string {
  const { alternatives, nullable } = read(schema);
  const types = alternatives.slice(0, MAX_TYPES).map((one) => {
    const choices = list(one["enum"]).map(choiceText);
    if (choices.length > 0) return joinLimited(choices, " | ", MAX_CHOICES);
    const within = depth < MAX_DEPTH ? describeWithin(one, read, depth + 1) : "";
    return `${within || typeText(one)}${limits(one)}`;
  });
  const isNullNamed = nullable && !alternatives.every(isUntyped);
  return [...new Set(types), ...(isNullNamed ? ["null"] : [])].join(" or ");
}

function describeWithin(schema: JsonRecord, read: SchemaReader, depth: number): string {
  const [element] = [...elementsOf(schema).values()].map((one) =>
    describeType(one.schema, read, depth),
  );
  if (schema["type"] === "array" && element !== undefined) {
    const noun = schema["x-cog-array-type"] === "iterator" ? "iterator" : "list";
    return `${noun} of ${element}`;
  }
  const names = [...propertiesOf(schema)].map(([name, { required }]) =>
    required ? name : `${name}?`,
  );
  if (names.length > 0) return `object {${joinLimited(names.sort(), ", ", MAX_CHOICES)}}`;
  return element === undefined ? "" : `object of ${element}`;
}

function limits(schema: JsonRecord): string {
  const { minLength, maxLength, minItems, maxItems, pattern } = schema;
  const length = range({ minimum: minLength, maximum: maxLength });
  const items = range({ minimum: minItems, maximum: maxItems });
  return [
    range(schema),
    length && `,${length} characters`,
    items && `,${items} items`,
    typeof pattern === "string" ? `, pattern ${pattern}` : "",
  ].join("");
}

/** ` 1..4`, ` 0..`, with `>` and `<` at an end that is not within. */
function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonRecord): string {
  const low = end(minimum, exclusiveMinimum, ">");
  const high = end(maximum, exclusiveMaximum, "<");
  return low === "" && high === "" ? "" : ` ${low}..${high}`;
}

function end(limit: unknown, exclusive: unknown, sign: string): string {
  if (typeof exclusive === "number") return `${sign}${exclusive}`;
  if (typeof limit !== "number") return "";
  return exclusive === true ? `${sign}${limit}` : `${limit}`;
}
