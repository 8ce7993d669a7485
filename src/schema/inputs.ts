import type { JsonRecord } from "../json.ts";
import { inputProperties } from "./openapi.ts";

/** One input of a model, as people read it: `string`, `integer 1..4`, `png | jpg`. */
export interface InputChange {
  readonly name: string;
  readonly kind: "added" | "removed" | "changed";
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * How the inputs of one version differ from another's.
 * @returns undefined when either has no such schema.
 */
export function compareInputs(
  before: JsonRecord | undefined,
  after: JsonRecord | undefined,
): InputChange[] | undefined {
  const old = describeInputs(before);
  const fresh = describeInputs(after);
  if (old === undefined || fresh === undefined) return undefined;
  const names = new Set([...old.keys(), ...fresh.keys()]);
  return [...names].sort().flatMap((name): InputChange[] => {
    const was = old.get(name);
    const is = fresh.get(name);
    if (was === is) return [];
    const kind = was === undefined ? "added" : is === undefined ? "removed" : "changed";
    return [{ name, kind, before: was, after: is }];
  });
}

function describeInputs(openapi: JsonRecord | undefined): ReadonlyMap<string, string> | undefined {
  const properties = inputProperties(openapi);
  if (properties === undefined) return undefined;
  const entries = [...properties].map(([name, { schema, required }]) => {
    const type = describe(schema);
    return [name, required ? `${type}, required` : type] as const;
  });
  return new Map(entries);
}

function describe(property: JsonRecord): string {
  const { type, format, default: standard, minimum, maximum } = property;
  const choices = Array.isArray(property["enum"]) ? property["enum"].map(String).join(" | ") : "";
  const range =
    minimum === undefined && maximum === undefined ? "" : ` ${minimum ?? ""}..${maximum ?? ""}`;
  const base = choices || `${type ?? "any"}${format === undefined ? "" : ` (${format})`}${range}`;
  return standard === undefined ? base : `${base}, default ${JSON.stringify(standard)}`;
}
