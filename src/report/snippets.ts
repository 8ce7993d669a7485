import { isRecord, type JsonRecord } from "../json.ts";
import { fullName, type ModelName } from "../model-name.ts";

/** How to run one exact version, ready to copy. */
export interface Snippets {
  readonly curl: string;
  readonly python: string;
  readonly javascript: string;
}

export function snippets(
  model: ModelName,
  version: string,
  schema: JsonRecord | undefined,
  apiUrl: string,
): Snippets {
  const input = exampleInput(schema);
  const reference = `${fullName(model)}:${version}`;
  const body = JSON.stringify({ version, input }).replaceAll("'", "'\\''");
  return {
    curl: [
      `curl -s -X POST ${apiUrl}/predictions \\`,
      `  -H "Authorization: Bearer $REPLICATE_API_TOKEN" \\`,
      `  -H "Content-Type: application/json" -H "Prefer: wait" \\`,
      `  -d '${body}'`,
    ].join("\n"),
    python: [
      "import replicate",
      "",
      "output = replicate.run(",
      `    "${reference}",`,
      `    input=${python(input)},`,
      ")",
      "print(output)",
    ].join("\n"),
    javascript: [
      'import Replicate from "replicate";',
      "",
      `const output = await new Replicate().run("${reference}", {`,
      `  input: ${JSON.stringify(input)},`,
      "});",
      "console.log(output);",
    ].join("\n"),
  };
}

/**
 * Values for the inputs that a version requires, from its schema as Cog writes it
 * (`components.schemas.Input`): the default, else something of the type.
 */
export function exampleInput(schema: JsonRecord | undefined): JsonRecord {
  const input = dig(schema, ["components", "schemas", "Input"]);
  const properties = dig(input, ["properties"]);
  const required = isRecord(input) && Array.isArray(input["required"]) ? input["required"] : [];
  const values = required
    .filter((name) => typeof name === "string")
    .map((name) => [name, exampleValue(dig(properties, [name]))] as const);
  return Object.fromEntries(values);
}

function exampleValue(property: unknown): unknown {
  if (!isRecord(property)) return "…";
  if (property["default"] !== undefined) return property["default"];
  if (property["format"] === "uri") return "https://example.com/file";
  const byType: JsonRecord = { integer: 1, number: 1, boolean: true, array: [] };
  const type = property["type"];
  return (typeof type === "string" ? byType[type] : undefined) ?? "…";
}

function dig(value: unknown, path: readonly string[]): unknown {
  return path.reduce((at, key) => (isRecord(at) ? at[key] : undefined), value);
}

/** JSON as a Python literal. */
function python(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (isRecord(value))
    return `{${Object.entries(value)
      .map(([key, entry]) => `${JSON.stringify(key)}: ${python(entry)}`)
      .join(", ")}}`;
  return JSON.stringify(value);
}
