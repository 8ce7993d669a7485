import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { withTables } from "../../scripts/readme.ts";
import { isRecord } from "../../src/json.ts";
import { readAction, textOf } from "./repository.ts";

const README = textOf("README.md");
const action = readAction();

function section(name: string): string {
  const [, text] = new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)<!-- /${name} -->`).exec(README) ?? [];
  if (text === undefined) throw new Error(`README.md has no section "${name}"`);
  return text;
}

function namesIn(table: string): string[] {
  return [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = ""]) => name);
}

describe("the README", () => {
  it.each([
    ["inputs", action.inputs],
    ["outputs", action.outputs],
  ] as const)("has a table with exactly the %s of action.yml, in their order", (name, fields) => {
    expect(namesIn(section(name))).toEqual([...fields.keys()]);
  });

  it.each([...action.inputs])("tells the default of %s", (name, field) => {
    const row = section("inputs")
      .split("\n")
      .find((line) => line.startsWith(`| \`${name}\` |`));
    expect(row).toMatch(/ \| [^|]*\|$/);
    if (field.default === undefined) expect(row).toMatch(/\|\s*\|$/);
    else expect(row).toContain(`| \`${field.default}\` |`);
  });

  it("has the tables that `node scripts/readme.ts` makes of action.yml", () => {
    expect(withTables(README, textOf("action.yml"))).toBe(README);
  });

  const examples = [...README.matchAll(/^( *)```ya?ml\n([\s\S]*?)^ *```$/gm)].map(
    ([, indent = "", text = ""]) => text.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  );
  /** Every step of an example that uses this action, wherever it is nested. */
  const stepsIn = (value: unknown): Readonly<Record<string, unknown>>[] => {
    if (Array.isArray(value)) return value.flatMap(stepsIn);
    if (!isRecord(value)) return [];
    const isOurs = /\/push-to-replicate@/.test(String(value["uses"]));
    return [...(isOurs ? [value] : []), ...Object.values(value).flatMap(stepsIn)];
  };

  it("has examples that are YAML and use the action as OWNER/push-to-replicate@v1", () => {
    const steps = examples.flatMap((text) => stepsIn(parse(text)));
    expect(steps.length).toBeGreaterThan(0);
    for (const { uses } of steps) expect(uses).toBe("OWNER/push-to-replicate@v1");
  });

  it("has examples that give only inputs that there are", () => {
    const given = examples
      .flatMap((text) => stepsIn(parse(text)))
      .flatMap((step) => Object.keys(isRecord(step["with"]) ? step["with"] : {}));
    expect(given.length).toBeGreaterThan(0);
    expect(given.filter((name) => !action.inputs.has(name))).toEqual([]);
  });

  it("has examples that read only outputs that there are", () => {
    const read = examples.flatMap((text) =>
      [...text.matchAll(/steps\.[\w-]+\.outputs\.([\w-]+)/g)].map(([, name = ""]) => name),
    );
    const { outputs } = readAction("discover/action.yml");
    expect(read.filter((name) => !action.outputs.has(name) && !outputs.has(name))).toEqual([]);
  });
});
