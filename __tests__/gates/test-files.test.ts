import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { annotated, codes, failure, HOTDOG, World } from "../support/world.ts";
import { createVersionWorld, schemaOf, testsOf, testVersion } from "./support.ts";

const CASES = `
- name: greets
  inputs: { output: hello Ada }
  exact_string: hello Ada
- inputs:
    output: hello Grace
  matches: "^hello"
`;
const NAMES = ["greets", "case 2"];

async function writeIn(world: World, path: string, text: string): Promise<void> {
  const file = join(world.project, path);
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, text);
}

// The forms of test-cases, and what is refused in them, are in unit/testing/suite-input.test.ts.

describe("test-cases", () => {
  it.each([
    ["YAML", CASES],
    [
      "JSON of a file of cog-safe-push",
      '{"predict": {"test_cases": [{"name": "greets", "inputs": {}}]}}',
    ],
  ])("accepts %s inline", async (_form, given) => {
    const world = await createVersionWorld();

    const result = await world.run(testVersion(given));

    expect(result.errors).toEqual([]);
    expect(testsOf(result)[0]).toMatchObject({ name: "greets", passed: true });
  });

  it.each([
    ["tests.yaml", "."],
    ["./tests/all.yml", "."],
    ["tests.json", "."],
    ["tests.yaml", "models/hotdog"],
    ["../../tests.yaml", "models/hotdog"],
    ["with space.yaml", "models/hotdog"],
  ])("reads the file %s, relative to working-directory %s", async (file, directory) => {
    const world = await createVersionWorld();
    await writeIn(world, `${directory}/cog.yaml`, "predict: predict.py:Predictor\n");
    await writeIn(world, join(directory, file), CASES);

    const result = await world.run(
      testVersion(file, { inputs: { "working-directory": directory } }),
    );

    expect(result.errors).toEqual([]);
    expect(testsOf(result).map(({ name }) => name)).toEqual(NAMES);
  });

  it.each([
    ["a misspelled check", '- { inputs: {}, exact_sting: "x" }', 'did you mean "exact_string"?'],
    ["a broken query", '- { inputs: {}, jq_query: ".a |" }', 'jq_query of "case 1"'],
  ])("is rejected before anything is changed: %s", async (_fault, given, said) => {
    const world = await World.create({ models: [HOTDOG] });

    const message = await world.refusal({ inputs: { "test-cases": given } });

    expect(message).toContain(said);
    expect(message).toContain("est-cases");
    expect(world.sandbox.predictions).toEqual([]);
    expect(world.sandbox.model("acme/hotdog")?.versions).toEqual([]);
  });

  it("lists all problems together", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const given = "- { inputs: {}, matchs: a }\n- { exact_string: 5 }\n";

    const message = await world.refusal({ inputs: { "test-cases": given } });

    for (const said of ['"matches"', "case 2: inputs", "case 2: exact_string"])
      expect(message).toContain(said);
  });

  it.each([
    ["is not there", "missing.yaml", undefined, "test-cases-unreadable"],
    ["is a directory", "folder", undefined, "test-cases-unreadable"],
    ["is empty", "tests.yaml", "", "test-cases-invalid"],
    ["is broken", "tests.yaml", "- {", "test-cases-invalid"],
    ["is not YAML", "tests.yaml", "\u0000\u0001", "test-cases-invalid"],
  ])("is rejected when its file %s", async (_fault, file, text, code) => {
    const world = await World.create({ models: [HOTDOG] });
    await mkdir(join(world.project, "folder"));
    if (text !== undefined) await world.write(file, text);

    const message = await world.refusal({ inputs: { "test-cases": file } });
    expect(codes(message)).toEqual([code]);
    expect(message).toContain(file);
  });

  // PyYAML, which reads the file for cog-safe-push, speaks YAML 1.1.
  it.each([
    ["merge keys", "- &one\n  name: greets\n  inputs: {}\n- <<: *one\n  name: again\n"],
    ["no for false", "predict:\n  test_cases: [{ name: greets, inputs: { flag: no } }]\n"],
  ])("accepts what PyYAML accepts: %s", async (_form, given) => {
    const schema = schemaOf({ flag: { type: "boolean" } });
    const world = await createVersionWorld({ schema });

    const result = await world.run(testVersion(given));

    expect(result.errors).toEqual([]);
    expect(testsOf(result)[0]).toMatchObject({ name: "greets", passed: true });
  });

  it("is rejected without a prediction when it does not fit the version, with the nearest name", async () => {
    const steps = { type: "integer", maximum: 50 };
    const world = await createVersionWorld({
      schema: schemaOf({ prompt: { type: "string" }, steps }),
    });
    const cases = [
      { name: "a", inputs: { promt: "x" } },
      { name: "b", inputs: { steps: 51 } },
      { name: "c", inputs: { prompt: 5 } },
    ];

    const message = failure(await world.run(testVersion(cases)));

    expect(message).toMatch(/a: .*\bpromt\b.*\bprompt\b/);
    expect(message).toContain("b: steps must be <= 50");
    expect(message).toContain("c: prompt must be string");
    expect(codes(message)).toEqual(["test-inputs-invalid"]);
    expect(world.changes()).toEqual([]);
  });

  // replicate/cog-flux has guidance_scale in a file for a model that has no such input.
  it("continues with inputs that the version does not know, like cog-safe-push, and reports them", async () => {
    const world = await createVersionWorld({ schema: schemaOf({ output: { type: "string" } }) });

    const result = await world.run(
      testVersion("predict:\n  test_cases: [{ inputs: { output: x, guidance_scale: 2.5 } }]\n"),
    );

    expect(testsOf(result)).toMatchObject([{ passed: true }]);
    expect(annotated(result, "warning")).toEqual(["inputs-unused"]);
    expect(result.warnings).toEqual([expect.stringMatching(/case 1: .*guidance_scale/)]);
  });
});
