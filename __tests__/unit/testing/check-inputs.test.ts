import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../../../src/lib/json.ts";
import { inputProblems } from "../../../src/testing/check-inputs.ts";
import type { TestCase } from "../../../src/testing/options.ts";
import { TASK_SECONDS } from "../../../src/testing/tasks/worker.ts";
import { ImpatientWorker, WORKER } from "../../support/testing-worker.ts";
import { LLAMA, openapi, SDXL_NOVEMBER } from "../compatibility/samples.ts";
import { inputSchema, testCase } from "./gate-support.ts";

async function linesOf(cases: readonly TestCase[], schema: JsonRecord | undefined) {
  const { unknown, invalid } = await inputProblems(cases, schema, WORKER);
  return [...unknown, ...invalid];
}

const problems = (inputs: JsonRecord, schema: JsonRecord | undefined) =>
  linesOf([testCase(inputs)], schema);
const of = (property: JsonRecord) => inputSchema({ a: property });

describe("inputs that a version does not have", () => {
  it("are listed separately for callers that allow them", async () => {
    const cases = [testCase({ prompt: 7, nope: 2 })];
    expect(await inputProblems(cases, SDXL_NOVEMBER, WORKER)).toEqual({
      unknown: [expect.stringMatching(/\bnope\b/)],
      invalid: ["case 1: prompt must be string"],
      unchecked: [],
    });
  });

  it("are not allowed for predict(**inputs)", async () => {
    const Input = { type: "object", properties: {}, additionalProperties: true };
    expect(await problems({ x: 1 }, openapi({ Input }))).toEqual([]);
  });
});

describe("inputs that fit", () => {
  it.each<[string, JsonRecord, JsonRecord]>([
    [
      "a whole case of sdxl",
      { prompt: "x", seed: 7, scheduler: "K_EULER", num_outputs: 4 },
      SDXL_NOVEMBER,
    ],
    ["none, where none is required", {}, SDXL_NOVEMBER],
    ["a whole case of llama", { prompt: "x", temperature: 0.01, top_k: 0 }, LLAMA],
    ["a choice", { a: "png" }, of({ enum: ["png", "jpg"], type: "string" })],
    ["a null where it may be", { a: null }, of({ type: "string", nullable: true })],
    [
      "a null choice where it may be",
      { a: null },
      of({ enum: [1, 2], type: "integer", nullable: true }),
    ],
    ["a list", { a: ["x", "y"] }, of({ type: "array", items: { type: "string" } })],
    ["an address", { a: "https://x.example/a.png" }, of({ type: "string", format: "uri" })],
    ["a path", { a: "@a.png" }, of({ type: "string", format: "uri" })],
    ["a whole number for a number", { a: 1 }, of({ type: "number" })],
    ["a whole number with a point", { a: 1.0 }, of({ type: "integer" })],
    ["anything, where nothing is said", { a: { b: [1] } }, of({ title: "A" })],
    ["a text of the pattern", { a: "abc" }, of({ type: "string", pattern: "^[a-z]+$" })],
    ["a text of a length", { a: "🌭" }, of({ type: "string", minLength: 1, maxLength: 1 })],
  ])("%s", async (_, inputs, schema) => {
    expect(await problems(inputs, schema)).toEqual([]);
  });

  it("whatever they are, without a schema", async () => {
    expect(await problems({ a: 1 }, undefined)).toEqual([]);
    expect(await problems({ a: 1 }, openapi({}))).toEqual([]);
    expect(await linesOf([], SDXL_NOVEMBER)).toEqual([]);
  });

  it("whatever they are, where an error is expected", async () => {
    const wrong = testCase({ prompt: 7, nonsense: 1 }, { errorContains: "x" });
    expect(await linesOf([wrong], LLAMA)).toEqual([]);
  });
});

describe("inputs that do not fit", () => {
  it.each<[string, JsonRecord, JsonRecord, string]>([
    [
      "no choice, behind a $ref",
      { scheduler: "EULER" },
      SDXL_NOVEMBER,
      "scheduler must be equal to one of the allowed values",
    ],
    [
      "no choice",
      { a: "gif" },
      of({ enum: ["png"], type: "string" }),
      "a must be equal to one of the allowed values",
    ],
    ["too many", { num_outputs: 5 }, SDXL_NOVEMBER, "num_outputs must be <= 4"],
    ["too few", { num_outputs: 0 }, SDXL_NOVEMBER, "num_outputs must be >= 1"],
    ["just too few", { prompt: "x", temperature: 0.001 }, LLAMA, "temperature must be >= 0.01"],
    ["no whole number", { seed: 1.5 }, SDXL_NOVEMBER, "seed must be integer"],
    ["a number in quotes", { seed: "7" }, SDXL_NOVEMBER, "seed must be integer"],
    [
      "a text for a flag",
      { disable_safety_checker: "true" },
      SDXL_NOVEMBER,
      "disable_safety_checker must be boolean",
    ],
    ["a null", { seed: null }, SDXL_NOVEMBER, "seed must be integer"],
    [
      "a text for a list",
      { a: "x" },
      of({ type: "array", items: { type: "string" } }),
      "a must be array",
    ],
    [
      "a wrong one of a list",
      { a: ["x", 1] },
      of({ type: "array", items: { type: "string" } }),
      "a/1 must be string",
    ],
    ["a number for an address", { mask: 7 }, SDXL_NOVEMBER, "mask must be string"],
    [
      "another text",
      { a: "A" },
      of({ type: "string", pattern: "^[a-z]+$" }),
      'a must match pattern "^[a-z]+$"',
    ],
    [
      "too long a text",
      { a: "ab" },
      of({ type: "string", maxLength: 1 }),
      "a must NOT have more than 1 characters",
    ],
    ["nothing for what is required", {}, LLAMA, "inputs must have required property 'prompt'"],
  ])("%s", async (_, inputs, schema, problem) => {
    expect(await problems(inputs, schema)).toEqual([`case 1: ${problem}`]);
  });

  it.each([
    ["a misspelling", { promt: "x" }, SDXL_NOVEMBER, /^case 1: .*\bpromt\b.*\bprompt\b/],
    ["one of a version without inputs", { x: 1 }, inputSchema({}), /^case 1: .*\bx\b/],
  ])("unknown: %s", async (_, inputs, schema, named) => {
    const { unknown, ...others } = await inputProblems([testCase(inputs)], schema, WORKER);
    expect(unknown).toEqual([expect.stringMatching(named)]);
    expect(others).toEqual({ invalid: [], unchecked: [] });
  });

  it("are reported all at once, by the names of their cases", async () => {
    const cases = [
      { ...testCase({ seed: "x", mask: 1, nope: 2 }), name: "first" },
      { ...testCase({ num_outputs: 9 }), name: "second" },
      testCase({ prompt: "fine" }),
    ];
    const lines = await linesOf(cases, SDXL_NOVEMBER);
    expect(lines.map((line) => line.split(":")[0])).toEqual(["first", "first", "first", "second"]);
  });

  it("may be null or of the type, and are neither", async () => {
    const lines = await problems({ a: 7 }, of({ type: "string", nullable: true }));
    expect(lines).toContain("case 1: a must be string");
    expect(lines).toContain("case 1: a must be null");
  });

  it("are not null where nullable is false", async () => {
    const lines = await problems({ a: null }, of({ type: "string", nullable: false }));
    expect(lines).toEqual(["case 1: a must be string"]);
  });
});

describe("inputs that are called like the schema's own words", () => {
  const names = [
    "nullable",
    "required",
    "id",
    "$id",
    "$ref",
    "properties",
    "type",
    "enum",
    "allOf",
  ];
  const more = ["items", "default", "format", "definitions", "const"];

  it.each([...names, ...more])("%s", async (name) => {
    const schema = inputSchema({ [name]: { type: "string" } }, { required: [name] });
    expect(await problems({ [name]: "x" }, schema)).toEqual([]);
    expect(await problems({ [name]: 7 }, schema)).toEqual([`case 1: ${name} must be string`]);
    expect((await problems({}, schema))[0]).toContain(`required property '${name}'`);
  });

  it("may be null as any other", async () => {
    const schema = inputSchema({ nullable: { type: "string", nullable: true } });
    expect(await problems({ nullable: null }, schema)).toEqual([]);
  });

  // The validator finds what every object inherits (ajv's ownProperties is off).
  it.each(["constructor", "toString"])("%s, which is optional and not given", async (name) => {
    expect(await problems({}, inputSchema({ [name]: { type: "string" } }))).toEqual([]);
  });

  it.each(["__proto__", "constructor", "toString"])("%s, when there is none", async (name) => {
    const inputs = JSON.parse(`{"${name}": {"a": 1}, "prompt": "x"}`);
    const [first, ...others] = await problems(inputs, LLAMA);
    expect(first).toMatch(new RegExp(`^case 1: .*\\b${name}\\b`));
    expect(others).toEqual([]);
  });
});

describe("20 patterns that never end", () => {
  it("take no longer than one, and do not fail", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `a${index}`);
    const endless = { type: "string", pattern: "^(a+)+$" };
    const schema = inputSchema(Object.fromEntries(names.map((name) => [name, endless])));
    const inputs = Object.fromEntries(names.map((name) => [name, `${"a".repeat(60)}!`]));
    const worker = new ImpatientWorker();
    expect(await inputProblems([testCase(inputs)], schema, worker)).toEqual({
      unknown: [],
      invalid: [],
      unchecked: [expect.stringContaining("0.2 s")],
    });
    expect(worker.limits).toEqual([TASK_SECONDS]);
  });
});

describe("a schema that the validator can't use", () => {
  // Cog's Input(regex=…) is there as pattern: Python's spelling, which is not JavaScript's.
  const rows: [string, JsonRecord][] = [
    ["a named group of Python's", of({ type: "string", pattern: "(?P<year>\\d+)" })],
    ["a flag within", of({ type: "string", pattern: "(?i)abc" })],
    ["an escape that needs none", of({ type: "string", pattern: "^a\\_b$" })],
    ["a reference to nothing", of({ allOf: [{ $ref: "#/components/schemas/none" }] })],
    ["OpenAPI 3.0's exclusive limit", of({ type: "integer", minimum: 1, exclusiveMinimum: true })],
    ["a type of its own", of({ type: "file" })],
    ["no choice at all", of({ type: "string", enum: [] })],
  ];

  // The library's own error goes through: the step fails as by a defect of ours.
  it.each(rows)("does not fail: %s", async (_, schema) => {
    expect(await problems({}, schema)).toEqual([]);
  });

  it.each([
    ["one that refers to itself", of({ $ref: "#/components/schemas/Input" })],
    ["one with the same choice twice", of({ enum: ["x", "x"] })],
    ["one with unknown words", of({ type: "string", "x-order": 0, deprecated: true })],
    ["one with an unknown format", of({ type: "string", format: "hot-dog" })],
  ])("is not %s", async (_, schema) => {
    expect(await problems({}, schema)).toEqual([]);
  });
});
