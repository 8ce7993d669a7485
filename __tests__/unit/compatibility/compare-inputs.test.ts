import { describe, expect, it } from "vitest";
import { compareSchemas } from "../../../src/compatibility/compare.ts";
import type { JsonRecord } from "../../../src/lib/json.ts";
import { LLAMA, openapi, withInput, withRequired } from "./samples.ts";
import { lines } from "./support.ts";

/** What changes when an input that is written one way is written another way. */
function inputLines(before: JsonRecord | undefined, after: JsonRecord | undefined): string[] {
  const document = openapi({ Input: {}, size: { type: "string", enum: ["s", "l"] } });
  const [old, fresh] = [before, after].map((input) => withInput(document, "x", input));
  return lines(compareSchemas(old, fresh));
}

describe("an input", () => {
  it.each<[string, JsonRecord | undefined, JsonRecord | undefined, string]>([
    [
      "with a pattern",
      { type: "string" },
      { type: "string", pattern: "a" },
      "breaking Input x: keyword-added pattern",
    ],
    [
      "with another pattern",
      { type: "string", pattern: "b" },
      { type: "string", pattern: "a" },
      "breaking Input x: keyword-changed pattern",
    ],
    [
      "without its pattern",
      { type: "string", pattern: "b" },
      { type: "string" },
      "compatible Input x: keyword-removed pattern",
    ],
    [
      "that may be null",
      { type: "string" },
      { type: "string", nullable: true },
      "compatible Input x: null-allowed",
    ],
    [
      "that may not be null",
      { type: "string", nullable: true },
      { type: "string" },
      "breaking Input x: null-refused",
    ],
    [
      "of items of another type",
      { type: "array", items: { type: "string" } },
      { type: "array", items: { type: "integer" } },
      "breaking Input x: [] type-changed",
    ],
    [
      "of items with one choice fewer",
      { type: "array", items: { enum: ["a", "b"] } },
      { type: "array", items: { enum: ["a"] } },
      "breaking Input x: [] choices-removed b",
    ],
    [
      "of objects that need a key",
      { type: "object" },
      { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
      "breaking Input x: a new-required-property",
    ],
    [
      "of objects that accept no other key",
      { type: "object" },
      { type: "object", additionalProperties: false },
      "breaking Input x: keys-refused",
    ],
    [
      "with one more type",
      { type: "string" },
      { anyOf: [{ type: "string" }, { type: "integer" }] },
      "compatible Input x: type-widened",
    ],
    [
      "with one type fewer",
      { anyOf: [{ type: "string" }, { type: "integer" }] },
      { type: "string" },
      "breaking Input x: type-narrowed",
    ],
    ["of any type", { type: "object" }, { title: "X" }, "compatible Input x: type-widened"],
    [
      "with another default",
      { type: "string", default: "a" },
      { type: "string", default: "b" },
      "compatible Input x: keyword-changed default",
    ],
    [
      "with a default of false",
      { type: "boolean" },
      { type: "boolean", default: false },
      "compatible Input x: keyword-changed default",
    ],
    [
      "with another description",
      { description: "a" },
      { description: "b" },
      "compatible Input x: keyword-changed description",
    ],
    [
      "with another title",
      { title: "a" },
      { title: "b" },
      "compatible Input x: keyword-changed title",
    ],
    ["deprecated", {}, { deprecated: true }, "compatible Input x: keyword-changed deprecated"],
    [
      "with a note that is not known",
      {},
      { "x-cog-accept": "image/*" },
      "compatible Input x: keyword-changed x-cog-accept",
    ],
  ])("%s", (_, before, after, expected) => {
    expect(inputLines(before, after)).toEqual([expected]);
  });

  it("that is new and required is breaking", () => {
    const document = withRequired(withInput(openapi({ Input: {} }), "x", { type: "string" }), [
      "x",
    ]);
    expect(lines(compareSchemas(openapi({ Input: {} }), document))).toEqual([
      "breaking Input x: new-required-input",
    ]);
  });

  it("has one line with the gravest reason first", () => {
    const changed = withInput(LLAMA, "top_k", { type: "string", default: "50", "x-order": 6 });
    const result = compareSchemas(LLAMA, withRequired(changed, ["prompt", "top_k"]));
    expect(lines(result)).toEqual([
      "breaking Input top_k: type-changed; required; keyword-changed default; keyword-changed description",
    ]);
    expect(result.changes).toMatchObject([
      { before: "integer 0.., default 50", after: 'string, required, default "50"' },
    ]);
  });

  it("show numbers and texts of the same signs as different choices", () => {
    const document = (type: string, choices: readonly unknown[]) =>
      withInput(openapi({ Input: {} }), "x", { type, enum: choices });
    const { changes } = compareSchemas(document("integer", [1, 2]), document("string", ["1", "2"]));
    expect(changes.map(({ before, after }) => [before, after])).toEqual([["1 | 2", '"1" | "2"']]);
  });

  it.each<[string, readonly string[], readonly string[], string[]]>([
    ["a move to the end", ["a", "b", "c"], ["b", "c", "a"], ["compatible Input : order-changed"]],
    ["nothing, when another comes before", ["a", "b"], ["new", "a", "b"], []],
    ["nothing, when another goes", ["a", "b", "c"], ["b", "c"], []],
  ])("have another order after %s", (_, before, after, expected) => {
    const [old, fresh] = [before, after].map((names) => {
      const inputs = names.map((name, order) => [name, { "x-order": order }]);
      return openapi({ Input: { properties: Object.fromEntries(inputs) } });
    });
    const found = lines(compareSchemas(old, fresh)).filter((line) => line.includes("order-"));
    expect(found).toEqual(expected);
  });
});
