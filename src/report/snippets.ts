import { isRecord, type JsonRecord } from "../json.ts";
import { fullName, type ModelName } from "../model-name.ts";
import { inputProperties } from "../schema/openapi.ts";

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

/** Values for the inputs that a version requires: the default, a choice, or something of the type. */
export function exampleInput(schema: JsonRecord | undefined): JsonRecord {
  const required = [...(inputProperties(schema) ?? [])].filter(([, input]) => input.required);
  return Object.fromEntries(required.map(([name, input]) => [name, exampleValue(input.schema)]));
}

function exampleValue(property: JsonRecord): unknown {
  if (property["default"] !== undefined) return property["default"];
  if (Array.isArray(property["enum"]) && property["enum"].length > 0) return property["enum"][0];
  if (property["format"] === "uri") return "https://example.com/file";
  const byType: JsonRecord = { integer: 1, number: 1, boolean: true, array: [] };
  const type = property["type"];
  return (typeof type === "string" ? byType[type] : undefined) ?? "…";
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
