import { isRecord, type JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";

/** Commands and code that run one exact version. */
export interface Snippets {
  readonly curl: string;
  readonly python: string;
  readonly javascript: string;
}

/**
 * @param version its id.
 * @param input an example of the version's inputs.
 */
export function snippets(
  model: ModelName,
  version: string,
  input: JsonRecord,
  apiUrl: string,
): Snippets {
  const reference = `${fullName(model)}:${version}`;
  const body = shellQuoted(JSON.stringify({ version, input }));
  return {
    curl: [
      `curl -s -X POST ${apiUrl}/predictions \\`,
      `  -H "Authorization: Bearer $REPLICATE_API_TOKEN" \\`,
      `  -H "Content-Type: application/json" -H "Prefer: wait" \\`,
      `  -d ${body}`,
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

/** Quotes a text for a POSIX shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
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
