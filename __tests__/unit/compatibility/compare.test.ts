import { describe, expect, it } from "vitest";
import { compareSchemas } from "../../../src/compatibility/compare.ts";
import { isRecord, type JsonRecord } from "../../../src/lib/json.ts";
import {
  LLAMA,
  openapi,
  SDXL_AUGUST,
  SDXL_NOVEMBER,
  TRAINING,
  withRequired,
  withSchema,
} from "./samples.ts";
import { codesOf, lines } from "./support.ts";

describe("versions of public models", () => {
  it("reports the two inputs that SDXL got in November 2023", () => {
    expect(compareSchemas(SDXL_AUGUST, SDXL_NOVEMBER)).toEqual({
      verdict: "compatible",
      changes: [
        {
          part: "Input",
          name: "disable_safety_checker",
          before: undefined,
          after: "boolean, default false",
          verdict: "compatible",
          findings: [{ code: "new-optional-input", effect: "noted" }],
        },
        {
          part: "Input",
          name: "replicate_weights",
          before: undefined,
          after: "string",
          verdict: "compatible",
          findings: [{ code: "new-optional-input", effect: "noted" }],
        },
      ],
    });
  });

  it("reports that a rollback removes them", () => {
    const { verdict, changes } = compareSchemas(SDXL_NOVEMBER, SDXL_AUGUST);
    expect(verdict).toBe("breaking");
    expect(changes.map((change) => [change.name, codesOf(change)])).toEqual([
      ["disable_safety_checker", "removed"],
      ["replicate_weights", "removed"],
    ]);
  });

  it("reports that Cog 0.17 requires a seed whose default is None", () => {
    const rebuilt = withRequired(SDXL_AUGUST, ["seed"]);
    expect(compareSchemas(SDXL_AUGUST, rebuilt).changes).toEqual([
      {
        part: "Input",
        name: "seed",
        before: "integer",
        after: "integer, required",
        verdict: "breaking",
        findings: [{ code: "required", effect: "narrower" }],
      },
    ]);
  });

  it("reports nothing when only the order of keys differs", () => {
    const turned = (value: unknown): unknown =>
      isRecord(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, part]) => [key, turned(part)]),
          )
        : value;
    const other = turned(LLAMA);
    expect(compareSchemas(LLAMA, isRecord(other) ? other : {})).toEqual({
      verdict: "none",
      changes: [],
    });
  });

  it("describes inputs and outputs in readable form", () => {
    const { changes } = compareSchemas(
      LLAMA,
      openapi({ Input: {}, Output: { type: "string", title: "Output" } }),
    );
    expect(changes.map(({ name, before, after }) => [name, before, after])).toEqual([
      ["prompt", "string, required", undefined],
      ["temperature", "number 0.01..5, default 0.75", undefined],
      ["top_k", "integer 0.., default 50", undefined],
      ["", "iterator of string", "string"],
    ]);
  });
});

describe("a training", () => {
  const without = openapi({
    Input: { type: "object", title: "Input", properties: {} },
    Output: { title: "Output", type: "string" },
  });

  it("that is removed is breaking", () => {
    expect(lines(compareSchemas(TRAINING, without))).toEqual([
      "breaking TrainingInput : removed",
      "breaking TrainingOutput : removed",
    ]);
  });

  it("that is added is compatible", () => {
    expect(lines(compareSchemas(without, TRAINING))).toEqual([
      "compatible TrainingInput : added",
      "compatible TrainingOutput : added",
    ]);
  });

  it("is compared as a prediction is", () => {
    const changed = withSchema(
      withSchema(TRAINING, "TrainingInput", { type: "object", title: "TrainingInput" }),
      "TrainingOutput",
      { type: "object", title: "TrainingOutput", properties: { weights: { type: "string" } } },
    );
    expect(lines(compareSchemas(TRAINING, changed))).toEqual([
      "breaking TrainingInput n: removed",
      "breaking TrainingOutput weights: format-changed; optional",
    ]);
  });
});

describe("the order", () => {
  it("is breaking first, then the part, then the name", () => {
    const before = openapi({
      Input: { properties: { a: {}, b: {}, c: {} } },
      Output: { type: "string" },
    });
    const after = openapi({
      Input: { properties: { a: { description: "A" }, d: {} } },
      Output: { type: "integer" },
    });
    expect(lines(compareSchemas(before, after))).toEqual([
      "breaking Input b: removed",
      "breaking Input c: removed",
      "breaking Output : type-changed",
      "compatible Input a: keyword-changed description",
      "compatible Input d: new-optional-input",
    ]);
  });
});

describe("what can't be compared", () => {
  it.each<[string, JsonRecord | undefined]>([
    ["no schema", undefined],
    ["an empty schema", {}],
    ["schemas that are no objects", { components: { schemas: [] } }],
    ["no inputs among the schemas", openapi({ Output: { type: "string" } })],
    ["inputs that are no schema", openapi({ Input: "all of them" })],
  ])("is unknown: %s", (_, document) => {
    expect(compareSchemas(document, LLAMA)).toEqual({ verdict: "unknown", changes: [] });
    expect(compareSchemas(LLAMA, document)).toEqual({ verdict: "unknown", changes: [] });
  });

  it("is not a model without inputs", () => {
    const document = openapi({ Input: { type: "object", title: "Input", properties: {} } });
    expect(compareSchemas(document, document).verdict).toBe("none");
  });
});
