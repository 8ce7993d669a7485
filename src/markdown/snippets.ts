import { isRecord, type JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { block, details, link, shortId } from "./markdown.ts";

/** A version, and an input to run it with. */
export interface ExampleRun {
  readonly model: ModelName;
  /** 64 hex digits. */
  readonly version: string;
  /** URL of the version, where it can be run by hand. */
  readonly page: string;
  readonly input: JsonRecord;
  /** Base URL of Replicate's API. */
  readonly apiUrl: string;
}

/** How to run a version: its page, its ID to copy, and folded, code. */
export function renderRun(run: ExampleRun): string {
  const { curl, python, javascript } = snippets(run);
  const blocks = [block("sh", curl), block("python", python), block("js", javascript)];
  return [
    `**Run version ${link(shortId(run.version), run.page)}**, or use its ID:`,
    block("text", run.version),
    details("Code that runs it", blocks.join("\n\n")),
  ].join("\n\n");
}

/** Code that runs one exact version with curl, Python, and JavaScript, ready to copy. */
export function snippets({ model, version, input, apiUrl }: Omit<ExampleRun, "page">) {
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
  if (!isRecord(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, entry]) => `${JSON.stringify(key)}: ${python(entry)}`,
  );
  return `{${entries.join(", ")}}`;
}
