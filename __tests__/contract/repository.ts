import { readdirSync, readFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { isRecord, type JsonRecord } from "../../src/lib/json.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A file's path from its path in the repository. */
export function at(path: string): string {
  return `${ROOT}${path}`;
}

export function textOf(path: string): string {
  return readFileSync(at(path), "utf8");
}

/** The blocks of YAML on a page. */
export function yamlBlocks(page: string): string[] {
  return [...textOf(page).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
}

/** The TypeScript files below a folder, as `src/cog/args.ts`. */
export function sourcesIn(folder: string): string[] {
  return readdirSync(at(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(ROOT, `${entry.parentPath}/${entry.name}`).replaceAll(sep, "/"))
    .toSorted();
}

export const SOURCES: readonly string[] = sourcesIn("src");

/** The files of src whose text has this. */
export function sourcesWith(pattern: RegExp): string[] {
  return SOURCES.filter((path) => pattern.test(textOf(path)));
}

interface Field {
  readonly description: string;
  readonly default: string | undefined;
}

function recordAt(record: JsonRecord, key: string): JsonRecord {
  const value = record[key];
  if (isRecord(value)) return value;
  throw new Error(`action.yml has no map "${key}"`);
}

function fieldsOf(map: JsonRecord): ReadonlyMap<string, Field> {
  const fields = Object.keys(map).map((name) => {
    const field = recordAt(map, name);
    const byDefault = field["default"];
    if (byDefault !== undefined && typeof byDefault !== "string")
      throw new Error(`the default of ${name} is no text`);
    return [name, { description: String(field["description"]), default: byDefault }] as const;
  });
  return new Map(fields);
}

/** action.yml, or that of a sub-action. */
export function readAction(path = "action.yml") {
  const action: unknown = parse(textOf(path));
  if (!isRecord(action)) throw new Error("action.yml is no map");
  return {
    name: action["name"],
    description: action["description"],
    inputs: fieldsOf(recordAt(action, "inputs")),
    outputs: fieldsOf(recordAt(action, "outputs")),
    runs: recordAt(action, "runs"),
  };
}
