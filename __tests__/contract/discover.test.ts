import { existsSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { settingsSchema } from "../../dev/scripts/settings-schema.ts";
import { parseSettings } from "../../src/discover/settings.ts";
import { findInputProblems } from "../../src/inputs/action.ts";
import { isRecord } from "../../src/lib/json.ts";
import { at, readAction, textOf } from "./repository.ts";

const discover = readAction("discover/action.yml");
const action = readAction();

describe("discover/action.yml", () => {
  it("runs on Node 24, from a file that exists", () => {
    expect(discover.runs).toEqual({ using: "node24", main: "../dist/discover.js" });
    expect(existsSync(at("dist/discover.js")), "dist/discover is not built").toBe(true);
  });

  it("has exactly the inputs that the code reads", () => {
    const read = [
      ...textOf("src/inputs/discover-inputs.ts").matchAll(/\bread\s*\.\s*\w+\(\s*"([^"]+)"/g),
    ].map(([, name]) => name);
    expect(read.toSorted()).toEqual([...discover.inputs.keys()].toSorted());
  });

  it("has exactly the outputs that the code writes", () => {
    const source = textOf("src/lib/outputs.ts");
    const [, body = ""] = /interface DiscoverOutputs \{\n(.*?)\n\}/s.exec(source) ?? [];
    const written = [...body.matchAll(/^ {2}readonly "?([\w-]+)"?:/gm)].map(([, name]) => name);
    expect(written.toSorted()).toEqual([...discover.outputs.keys()].toSorted());
  });

  it.each([...discover.inputs, ...discover.outputs])("describes %s", (_, field) => {
    expect(field.description).toMatch(/^.{10,}\.$/);
  });

  it("gives working-directory the default that action.yml gives it", () => {
    const name = "working-directory";
    expect(discover.inputs.get(name)?.default).toBe(action.inputs.get(name)?.default);
  });
});

describe("discover/settings.schema.json", () => {
  const committed = textOf("discover/settings.schema.json");
  const isValid = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(committed));

  it("matches the inputs of action.yml", () => {
    expect(committed).toBe(settingsSchema());
  });

  it("is referenced in the first line of the documented file, which it accepts", () => {
    const page = textOf("docs/many-models.md");
    const [, file = ""] = /```yaml\n(# yaml-language-server: [\s\S]*?)```/.exec(page) ?? [];
    expect(file).toMatch(
      /^# yaml-language-server: \$schema=\S+\/discover\/settings\.schema\.json\n/,
    );
    expect(isValid(parse(file)), JSON.stringify(isValid.errors)).toBe(true);
    const rules = {
      names: [...action.inputs.keys()],
      findProblems: (values: Readonly<Record<string, string>>) =>
        findInputProblems(values, "r8.im"),
    };
    expect(parseSettings(file, "file", rules).problems).toEqual([]);
  });

  it.each([
    ["a token", { defaults: { "api-token": "r8_x" } }],
    ["another input", { projects: { a: { hardwear: "cpu" } } }],
    ["another key", { project: {} }],
    ["another value", { defaults: { visibility: "hidden" } }],
  ])("does not accept %s", (_case, value) => {
    expect(isValid(value)).toBe(false);
  });
});

describe("the workflow for many models", () => {
  const example = textOf("examples/workflows/monorepo.yml");
  const workflow: unknown = parse(example);
  const text = JSON.stringify(workflow);

  it("passes only existing inputs to discover", () => {
    const steps = [
      ...example.matchAll(
        /push-to-replicate\/discover@v1\n\s+id: \w+\n\s+with:\n((?: {10}.*\n)+)/g,
      ),
    ];
    const given = steps.flatMap(([, body = ""]) => [...body.matchAll(/^ {10}([\w-]+):/gm)]);
    expect(steps).toHaveLength(1);
    expect(given.filter(([, name = ""]) => !discover.inputs.has(name))).toEqual([]);
  });

  it("reads only existing outputs, and passes all of them on", () => {
    const read = [...text.matchAll(/steps\.discover\.outputs\.([\w-]+)/g)].map(([, name]) => name);
    expect(read.toSorted()).toEqual(["any", "matrix"]);
    expect(isRecord(workflow) && isRecord(workflow["jobs"])).toBe(true);
    for (const [, name = ""] of text.matchAll(/needs\.discover\.outputs\.([\w-]+)/g))
      expect(read).toContain(name);
  });

  it("reads only matrix values that each job has", () => {
    const body = /interface Job \{\n(.*?)\n\}/s.exec(textOf("src/discover/matrix.ts"))?.[1] ?? "";
    const keys = [...body.matchAll(/^ {2}readonly "?([\w-]+)"?:/gm)].map(([, name]) => name);
    const read = [...example.matchAll(/\bmatrix\.([\w-]+)/g)].map(([, name]) => name);
    expect(read.length).toBeGreaterThan(0);
    for (const name of read) expect(keys).toContain(name);
  });

  it("passes names as data, never into a script", () => {
    for (const [line] of example.matchAll(/^.*\brun:.*$/gm)) expect(line).not.toContain("matrix.");
  });
});
