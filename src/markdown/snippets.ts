import { isRecord, type JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { block, details, link, shortId } from "./markdown.ts";

/** A version, and an input to run it with. */
interface ExampleRun {
  readonly model: ModelName;
  /** 64 hex digits. */
  readonly version: string;
  /** URL of the version's page, where it can be run manually. */
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
    details("Example code", blocks.join("\n\n")),
  ].join("\n\n");
}

/** Code that runs one exact version with curl, Python, and JavaScript, ready to copy. */
export function snippets({ model, version, input, apiUrl }: Omit<ExampleRun, "page">) {
  const reference = `${fullName(model)}:${version}`;
  const request = `-s -X POST ${apiUrl}/predictions`;
  return {
    curl: curlCommand(request, { version, input }, ' -H "Prefer: wait"'),
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

/** A command that sends JSON to Replicate's API with curl. */
export function curlCommand(request: string, body: object, headers = ""): string {
  return [
    `curl ${request} \\`,
    '  -H "Authorization: Bearer $REPLICATE_API_TOKEN" \\',
    `  -H "Content-Type: application/json"${headers} \\`,
    `  -d ${shellQuoted(JSON.stringify(body))}`,
  ].join("\n");
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
