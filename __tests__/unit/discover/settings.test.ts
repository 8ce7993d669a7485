import { expect, it } from "vitest";
import { parseSettings } from "../../../src/discover/settings.ts";

const RULES = { names: ["hardware", "test-cases", "test-model"], findProblems: () => [] };
const parse = (text: string) => parseSettings(text, "settings.yml", RULES);

it("reads null as nothing, which unsets a default", () => {
  const { defaults, problems } = parse(
    "defaults: {hardware: , test-cases: null, test-model: ~, paths: ~}",
  );
  expect(defaults.inputs).toEqual({ hardware: "", "test-cases": "", "test-model": "" });
  expect([...defaults.paths, ...problems]).toEqual([]);
});

it.each(["1.0", "007", "null", "2001-01-01"])("reads the settings of the directory %s", (name) => {
  const cases = [{ inputs: { n: 1 } }];
  const { projects } = parse(
    `projects: {${name}: {hardware: 1.0, test-cases: [{inputs: {n: 1}}]}}`,
  );
  expect(projects[0]?.inputs).toEqual({ hardware: "1.0", "test-cases": JSON.stringify(cases) });
});

it.each([
  ["two documents", "defaults: {}\n---\nprojects: {}\n"],
  ["one key twice", "defaults: {}\ndefaults: {}\n"],
  ["more entries than are parsed in time", `projects:\n${"  a: {}\n".repeat(100_000)}`],
  ["a value that contains itself", "defaults: {test-cases: &a [*a]}"],
])("rejects %s, in words that are not a library's", (_case, text) => {
  const { problems } = parse(text);
  expect(problems.map(({ code }) => code)).toEqual(["settings-invalid"]);
  expect(problems[0]?.message).not.toMatch(/YAML\.|circular|JSON/);
});
