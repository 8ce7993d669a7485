import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSuiteInput, readTestSuite } from "../../../src/testing/read-suite.ts";
import { refusal, temporaryDirectory } from "../support.ts";

describe("the input test-cases", () => {
  it("may be empty", async () => {
    expect(await readSuiteInput("/nowhere", undefined, "/nowhere")).toEqual({ kind: "none" });
  });

  it.each([
    ["a list in YAML", "- inputs: {a: 1}"],
    ["a list of several lines", "- inputs:\n    a: 1"],
    ["a list in JSON", '[{"inputs": {"a": 1}}]'],
    ["a mapping in JSON", '{"predict": {"test_cases": [{"inputs": {"a": 1}}]}}'],
    ["a mapping in YAML", "predict:\n  test_cases:\n    - inputs: {a: 1}"],
  ])("may be %s", async (_, given) => {
    const suite = await readTestSuite("/nowhere", given, "/nowhere");
    expect(suite.cases.map(({ inputs }) => inputs)).toEqual([{ a: 1 }]);
  });

  it("may be a mapping on one line", async () => {
    const suite = await readTestSuite("/nowhere", "model: acme/hotdog", "/nowhere");
    expect(suite.defaults.model).toEqual({ owner: "acme", name: "hotdog" });
  });

  it.each(["cases.yaml", "./cases.yaml", "deep/more cases.json", "-cases.yaml"])(
    "may be the file %s",
    async (name) => {
      const directory = await temporaryDirectory();
      await mkdir(join(directory, "deep"));
      await writeFile(join(directory, name), "- inputs: {a: 1}");
      const suite = await readTestSuite(directory, name, directory);
      expect(suite.cases).toHaveLength(1);
    },
  );

  it("may be a file by its whole path", async () => {
    const path = join(await temporaryDirectory(), "cases.yaml");
    await writeFile(path, "- inputs: {a: 1}");
    expect((await readTestSuite("/nowhere", path, "/nowhere")).cases).toHaveLength(1);
  });

  it("is named in errors by its file, or by the input", async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "bad.yaml"), "- hello");
    const ofFile = await refusal(() => readTestSuite(directory, "bad.yaml", directory));
    expect(ofFile.message).toMatch(/^bad\.yaml .*: case 1 /);
    const inline = await refusal(() => readTestSuite(directory, "- hello", directory));
    expect(inline.message).toMatch(/^Input test-cases .*: case 1 /);
  });

  it.each([
    ["a file that is not there", "none.yaml", "ENOENT"],
    ["a directory", ".", "EISDIR"],
  ])("is rejected for %s", async (_, given, code) => {
    const directory = await temporaryDirectory();
    const error = await refusal(() => readTestSuite(directory, given, directory));
    expect(error.problems.map(({ code }) => code)).toEqual(["test-cases-unreadable"]);
    expect(error.message).toContain(`"${join(directory, given)}"`);
    expect(error.message).toContain(code);
  });
});
