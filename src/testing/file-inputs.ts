import { inputProperties } from "../compatibility/openapi.ts";
import { isRecord, type JsonRecord } from "../lib/json.ts";

/**
 * The paths that a case's inputs name as `@path`: of inputs that take a file, by the version's schema.
 * Any other text may begin with an @ and be none.
 */
export function pathsIn(inputs: JsonRecord, schema: JsonRecord | undefined): string[] {
  return Object.entries(inputs).flatMap(([name, value]) =>
    takesFile(name, schema) ? [value].flat().flatMap((one) => pathOf(one) ?? []) : [],
  );
}

/** The inputs with the addresses of files in place of their paths. */
export function withUploadUrls(
  inputs: JsonRecord,
  schema: JsonRecord | undefined,
  addresses: ReadonlyMap<string, string>,
): JsonRecord {
  const replace = (value: unknown): unknown => addresses.get(pathOf(value) ?? "") ?? value;
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => {
      if (!takesFile(name, schema)) return [name, value];
      return [name, Array.isArray(value) ? value.map(replace) : replace(value)];
    }),
  );
}

function takesFile(name: string, schema: JsonRecord | undefined): boolean {
  const properties = inputProperties(schema);
  return properties === undefined || isFile(properties.get(name)?.schema);
}

function pathOf(value: unknown): string | undefined {
  return typeof value === "string" && /^@./.test(value) ? value.slice(1) : undefined;
}

/** Files, and lists of them, are addresses in Cog's schemas: `format: uri`. */
function isFile(property: JsonRecord | undefined): boolean {
  const items = property?.["items"];
  return property?.["format"] === "uri" || (isRecord(items) && items["format"] === "uri");
}
