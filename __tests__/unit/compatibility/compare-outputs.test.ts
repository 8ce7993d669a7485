import { describe, expect, it } from "vitest";
import { compareSchemas } from "../../../src/compatibility/compare.ts";
import type { JsonRecord } from "../../../src/lib/json.ts";
import { OBJECT_OUTPUT, OPTIONAL_OUTPUT, openapi, withSchema } from "./samples.ts";
import { lines } from "./support.ts";

/** What changes when an output that is written one way is written another way. */
function outputLines(before: JsonRecord, after: JsonRecord): string[] {
  const [old, fresh] = [before, after].map((Output) => openapi({ Input: {}, Output }));
  return lines(compareSchemas(old, fresh));
}

describe("an output", () => {
  const text = { type: "string" };
  const words = { type: "array", items: text };
  const object = { type: "object", properties: { a: text, b: words }, required: ["a"] };
  it.each<[string, JsonRecord, JsonRecord, string[]]>([
    ["of another type", text, words, ["breaking Output : type-changed"]],
    [
      "that is a file now",
      text,
      { type: "string", format: "uri" },
      ["breaking Output : format-changed"],
    ],
    [
      "of other items",
      words,
      { type: "array", items: { type: "integer" } },
      ["breaking Output []: type-changed"],
    ],
    [
      "that may be null",
      text,
      { type: "string", nullable: true },
      ["breaking Output : null-allowed"],
    ],
    [
      "that is never null",
      { type: "string", nullable: true },
      text,
      ["compatible Output : null-refused"],
    ],
    [
      "without a property",
      object,
      { ...object, properties: { a: text } },
      ["breaking Output b: removed"],
    ],
    [
      "with one more property",
      object,
      { ...object, properties: { ...object.properties, c: text } },
      ["compatible Output c: new-optional-property"],
    ],
    [
      "where a property may be missing",
      object,
      { ...object, required: [] },
      ["breaking Output a: optional"],
    ],
    [
      "where a property is always there",
      object,
      { ...object, required: ["a", "b"] },
      ["compatible Output b: required"],
    ],
    [
      "with one more choice",
      { enum: ["a"] },
      { enum: ["a", "b"] },
      ["breaking Output : choices-added b"],
    ],
    [
      "with one choice fewer",
      { enum: ["a", "b"] },
      { enum: ["a"] },
      ["compatible Output : choices-removed b"],
    ],
    [
      "that is streamed",
      words,
      { ...words, "x-cog-array-type": "iterator" },
      ["compatible Output : keyword-changed x-cog-array-type"],
    ],
    [
      "that is joined",
      words,
      { ...words, "x-cog-array-display": "concatenate" },
      ["compatible Output : keyword-changed x-cog-array-display"],
    ],
    [
      "with a description",
      text,
      { ...text, description: "a" },
      ["compatible Output : keyword-changed description"],
    ],
    [
      "of Any, as Cog 0.17 writes it",
      { title: "Output" },
      { type: "object", title: "Output" },
      ["compatible Output : type-narrowed"],
    ],
    [
      "of another tuple",
      { type: "array", items: [text, text] },
      { type: "array", prefixItems: [text, words] },
      ["breaking Output [1]: type-changed"],
    ],
    [
      "of a dictionary of other values",
      { type: "object", additionalProperties: text },
      { type: "object", additionalProperties: words },
      ["breaking Output {}: type-changed"],
    ],
    [
      "deep within",
      { type: "array", items: object },
      {
        type: "array",
        items: {
          ...object,
          properties: { a: text, b: { type: "array", items: { type: "number" } } },
        },
      },
      ["breaking Output [].b[]: type-changed"],
    ],
  ])("%s", (_, before, after, expected) => {
    expect(outputLines(before, after)).toEqual(expected);
  });

  it("is the same behind a reference and in place", () => {
    const inPlace = openapi({
      Input: { type: "object", title: "Input", properties: {} },
      Output: {
        type: "object",
        title: "Output",
        properties: {
          foo_number: { title: "Foo Number", type: "integer", default: "42" },
          foo_string: { title: "Foo String", type: "string", default: "meaning of life" },
        },
      },
    });
    expect(compareSchemas(OBJECT_OUTPUT, inPlace).verdict).toBe("none");
  });

  it("that is a union is compared type by type", () => {
    const changed = withSchema(OPTIONAL_OUTPUT, "ModelOutput", {
      type: "object",
      properties: { foo_string: { type: "string", nullable: true } },
    });
    expect(compareSchemas(OPTIONAL_OUTPUT, changed).changes).toEqual([
      {
        part: "Output",
        name: "foo_number",
        before: 'integer, default "42"',
        after: undefined,
        verdict: "breaking",
        findings: [{ code: "removed", effect: "different" }],
      },
    ]);
  });
});

// The same class, by Cog 0.9.8 and by Cog 0.16.12: only the later one writes that a property may be null.
describe("a property of an output that may be null now", () => {
  const Output = (nsfw: JsonRecord, required: readonly string[] = []) => ({
    Output: { $ref: "#/components/schemas/ModelOutput" },
    ModelOutput: { type: "object", properties: { nsfw: { type: "boolean", ...nsfw } }, required },
  });
  const nullElsewhere = { properties: { prompt: { type: "string", nullable: true } } };

  it.each<[string | undefined, string]>([
    ["0.9.8", "compatible"],
    ["0.9.26", "compatible"],
    ["v0.8.6", "compatible"],
    ["0.9.0+async.1", "compatible"],
    ["0.10.0-alpha27", "breaking"],
    ["0.16.12", "breaking"],
    ["0.22.0", "breaking"],
    ["1.0.0", "breaking"],
    ["dev", "breaking"],
    [undefined, "breaking"],
  ])("and could be absent from one that Cog %s built", (cogVersion, verdict) => {
    for (const Input of [{}, nullElsewhere]) {
      const before = openapi({ Input, ...Output({}) });
      const after = openapi({ Input, ...Output({ nullable: true }) });
      const result = compareSchemas(before, after, cogVersion);
      expect(lines(result)).toEqual([`${verdict} Output nsfw: null-allowed`]);
    }
  });

  it("is breaking where it was always there, whatever built it", () => {
    const [before, after] = [{}, { nullable: true }].map((nsfw) =>
      openapi({ Input: {}, ...Output(nsfw, ["nsfw"]) }),
    );
    expect(compareSchemas(before, after, "0.9.8").verdict).toBe("breaking");
  });
});
