import { describe, expect, it } from "vitest";
import { compareSchemas } from "../../../src/compatibility/compare.ts";
import type { JsonRecord } from "../../../src/lib/json.ts";
import { openapi, withInput } from "./samples.ts";
import { lines } from "./support.ts";

/** What changes when an input that is written one way is written another way. */
function inputLines(before: JsonRecord | undefined, after: JsonRecord | undefined): string[] {
  const document = openapi({ Input: {}, size: { type: "string", enum: ["s", "l"] } });
  const [old, fresh] = [before, after].map((input) => withInput(document, "x", input));
  return lines(compareSchemas(old, fresh));
}

describe("an input", () => {
  it.each<[string, JsonRecord | undefined, JsonRecord | undefined, string]>([
    ["removed", { type: "string" }, undefined, "breaking Input x: removed"],
    ["added", undefined, { type: "string" }, "compatible Input x: new-optional-input"],
    ["of another type", { type: "string" }, { type: "integer" }, "breaking Input x: type-changed"],
    [
      "from whole to any number",
      { type: "integer" },
      { type: "number" },
      "compatible Input x: type-widened",
    ],
    [
      "that is a file now",
      { type: "string" },
      { type: "string", format: "uri" },
      "breaking Input x: format-changed",
    ],
    [
      "without a choice",
      { enum: ["png", "jpg"] },
      { enum: ["jpg"] },
      "breaking Input x: choices-removed png",
    ],
    [
      "without a choice that is empty",
      { enum: ["", "jpg"] },
      { enum: ["jpg"] },
      'breaking Input x: choices-removed ""',
    ],
    [
      "with one more choice",
      { enum: ["png"] },
      { enum: ["png", "jpg"] },
      "compatible Input x: choices-added jpg",
    ],
    [
      "with other choices",
      { enum: [1, 2] },
      { enum: [2, 3] },
      "breaking Input x: choices-removed 1; choices-added 3",
    ],
    [
      "with choices in another order",
      { enum: ["a", "b"] },
      { enum: ["b", "a"] },
      "compatible Input x: choices-reordered",
    ],
    [
      "limited to choices",
      { type: "string" },
      { type: "string", enum: ["a"] },
      "breaking Input x: choices-limited",
    ],
    [
      "free of choices",
      { type: "string", enum: ["a"] },
      { type: "string" },
      "compatible Input x: choices-unlimited",
    ],
    [
      "with a higher minimum",
      { type: "integer", minimum: 1 },
      { type: "integer", minimum: 2 },
      "breaking Input x: narrowed range",
    ],
    [
      "with a minimum",
      { type: "integer" },
      { type: "integer", minimum: 2 },
      "breaking Input x: narrowed range",
    ],
    [
      "without a maximum",
      { type: "number", maximum: 1 },
      { type: "number" },
      "compatible Input x: widened range",
    ],
    [
      "with another range",
      { type: "number", minimum: 0, maximum: 1 },
      { type: "number", minimum: 1, maximum: 2 },
      "breaking Input x: moved range",
    ],
    [
      "with an exclusive bound (3.0)",
      { type: "number", minimum: 0 },
      { type: "number", minimum: 0, exclusiveMinimum: true },
      "breaking Input x: narrowed range",
    ],
    [
      "with an exclusive bound (3.1)",
      { type: "number", maximum: 1 },
      { type: "number", exclusiveMaximum: 1 },
      "breaking Input x: narrowed range",
    ],
    [
      "that has to be longer",
      { type: "string" },
      { type: "string", minLength: 1 },
      "breaking Input x: narrowed length",
    ],
    [
      "that may be longer",
      { type: "string", maxLength: 5 },
      { type: "string", maxLength: 9 },
      "compatible Input x: widened length",
    ],
    [
      "of fewer items",
      { type: "array", maxItems: 5 },
      { type: "array", maxItems: 4 },
      "breaking Input x: narrowed number of items",
    ],
  ])("%s", (_, before, after, expected) => {
    expect(inputLines(before, after)).toEqual([expected]);
  });
});
