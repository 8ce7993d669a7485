import { describe, expect, it } from "vitest";
import { compareSchemas } from "../../../src/compatibility/compare.ts";
import type { JsonRecord } from "../../../src/lib/json.ts";
import { openapi, withInput } from "./samples.ts";
import { lines } from "./support.ts";

type Verdict = "none" | "compatible" | "breaking";

/** The verdicts on a change of an input, and on the same change of an output. */
function verdicts(before: JsonRecord, after: JsonRecord): string[] {
  const documents = (write: (schema: JsonRecord) => JsonRecord) =>
    compareSchemas(write(before), write(after)).verdict;
  const empty = openapi({ Input: {} });
  return [
    documents((schema) => withInput(empty, "x", schema)),
    documents((schema) => openapi({ Input: {}, Output: { properties: { x: schema } } })),
  ];
}

/** A change, and its verdicts as one of an input and as one of an output. */
type Row = [string, JsonRecord, JsonRecord, Verdict, Verdict];

const text = { type: "string" };
const whole = { type: "integer" };
const number = { type: "number" };
const uri = { type: "string", format: "uri" };
const password = { type: "string", format: "password" };
const list = (items: JsonRecord) => ({ type: "array", items });
const union = (...anyOf: JsonRecord[]) => ({ anyOf });
const within = (minimum: number, maximum: number) => ({ type: "integer", minimum, maximum });

describe("a change that breaks no caller", () => {
  it.each<Row>([
    ["whole to any number", whole, number, "compatible", "breaking"],
    ["any number to whole", number, whole, "breaking", "compatible"],
    ["a list of whole to any numbers", list(whole), list(number), "compatible", "breaking"],
    [
      "a dictionary of any to whole numbers",
      dictionary(number),
      dictionary(whole),
      "breaking",
      "compatible",
    ],
    ["whole choices to any number", { enum: [1, 2] }, number, "compatible", "breaking"],
    ["a union that drops the whole numbers", union(whole, number), number, "none", "none"],
    [
      "a union of other whole numbers",
      union(text, whole),
      union(text, number),
      "compatible",
      "breaking",
    ],
    ["whole numbers to some numbers", whole, { ...number, minimum: 0 }, "breaking", "breaking"],
    ["a text to a password", text, password, "compatible", "breaking"],
    ["a password to a text", password, text, "compatible", "breaking"],
    ["texts to passwords", list(text), list(password), "compatible", "breaking"],
    ["a text to a file", text, uri, "breaking", "breaking"],
    ["a file to a password", uri, password, "breaking", "breaking"],
    ["a text to a number", text, number, "breaking", "breaking"],
  ])("of type: %s", (_, before, after, ...expected) => {
    expect(verdicts(before, after)).toEqual(expected);
  });

  it.each<Row>([
    ["a file that is not empty", uri, { ...uri, minLength: 1 }, "none", "none"],
    ["a file that may be empty", { ...uri, minLength: 1 }, uri, "none", "none"],
    [
      "a date that is not empty",
      { ...text, format: "date" },
      { ...text, format: "date", minLength: 1 },
      "none",
      "none",
    ],
    ["files that are not empty", list(uri), list({ ...uri, minLength: 1 }), "none", "none"],
    ["a file with a length", uri, { ...uri, minLength: 20 }, "breaking", "compatible"],
    ["a text that is not empty", text, { ...text, minLength: 1 }, "breaking", "compatible"],
    [
      "a list that is not empty",
      list(text),
      { ...list(text), minItems: 1 },
      "breaking",
      "compatible",
    ],
    [
      "above 0 instead of from 1",
      { ...whole, minimum: 1 },
      { ...whole, exclusiveMinimum: 0 },
      "none",
      "none",
    ],
    [
      "below 5 instead of up to 4",
      { ...whole, maximum: 4 },
      { ...whole, maximum: 5, exclusiveMaximum: true },
      "none",
      "none",
    ],
    [
      "above 0 instead of from 1, of any number",
      { ...number, minimum: 1 },
      { ...number, exclusiveMinimum: 0 },
      "compatible",
      "breaking",
    ],
  ])("of limits: %s", (_, before, after, ...expected) => {
    expect(verdicts(before, after)).toEqual(expected);
  });

  it.each<Row>([
    [
      "a range to all its numbers",
      within(1, 3),
      { ...whole, enum: [1, 2, 3] },
      "compatible",
      "compatible",
    ],
    ["all its numbers to a range", { enum: [3, 1, 2] }, within(1, 3), "compatible", "compatible"],
    ["a range to some of its numbers", within(1, 3), { enum: [1, 3] }, "breaking", "compatible"],
    ["a range to more numbers", within(1, 3), { enum: [1, 2, 3, 4] }, "compatible", "breaking"],
    ["a range to other numbers", within(1, 3), { enum: [2, 3, 4] }, "breaking", "breaking"],
    [
      "yes or no to both",
      { type: "boolean" },
      { type: "boolean", enum: [true, false] },
      "compatible",
      "compatible",
    ],
    [
      "a text with a length to choices",
      { ...text, minLength: 1 },
      { ...text, enum: ["a"] },
      "breaking",
      "compatible",
    ],
    [
      "a text with a length to a longer choice",
      { ...text, maxLength: 1 },
      { ...text, enum: ["ab"] },
      "breaking",
      "breaking",
    ],
    [
      "choices with a range",
      { enum: [1, 2] },
      { ...whole, enum: [1, 2], minimum: 0 },
      "none",
      "none",
    ],
    [
      "choices with a narrower range",
      { enum: [1, 2] },
      { ...whole, enum: [1, 2], minimum: 2 },
      "breaking",
      "compatible",
    ],
  ])("of choices: %s", (_, before, after, ...expected) => {
    expect(verdicts(before, after)).toEqual(expected);
  });
});

describe("a schema of any value", () => {
  const nullable = { ...text, nullable: true };

  it.each<Row>([
    ["that is no longer one", {}, nullable, "breaking", "compatible"],
    ["that is new", nullable, {}, "compatible", "breaking"],
    ["that is never null now", {}, text, "breaking", "compatible"],
    ["that says null", {}, { nullable: true }, "none", "none"],
    ["that rejects null", {}, { nullable: false }, "breaking", "compatible"],
    ["behind a reference to nothing", { $ref: "#/nothing" }, {}, "none", "none"],
    ["in a list", list({}), list(nullable), "breaking", "compatible"],
    [
      "in a list without a type for its items",
      { type: "array" },
      list(nullable),
      "breaking",
      "compatible",
    ],
    ["in a union", union(text, {}), union(nullable, {}), "none", "none"],
    ["beside a type", { ...text, allOf: [{}] }, text, "none", "none"],
    [
      "with a title",
      { title: "Output" },
      { title: "Output", ...nullable },
      "breaking",
      "compatible",
    ],
  ])("accepts and returns null: %s", (_, before, after, ...expected) => {
    expect(verdicts(before, after)).toEqual(expected);
  });

  it("has one reason, and is described as any", () => {
    const [before, after] = [{}, text].map((Output) => openapi({ Input: {}, Output }));
    const result = compareSchemas(before, after);
    expect(lines(result)).toEqual(["compatible Output : type-narrowed"]);
    expect(result.changes).toMatchObject([{ before: "any", after: "string" }]);
  });
});

function dictionary(additionalProperties: JsonRecord): JsonRecord {
  return { type: "object", additionalProperties };
}
