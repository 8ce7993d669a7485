import { describe, expect, it } from "vitest";
import { compareSchemas } from "../../../src/compatibility/compare.ts";
import type { JsonRecord } from "../../../src/lib/json.ts";
import { openapi, withInput } from "./samples.ts";
import { lines } from "./support.ts";

describe("spellings of the same input", () => {
  const size = { $ref: "#/components/schemas/size" };
  const nullable = { type: "string", nullable: true };
  it.each<[string, JsonRecord, JsonRecord]>([
    ["allOf and $ref", { allOf: [size] }, size],
    ["$ref and choices in place", size, { type: "string", enum: ["s", "l"], title: "X" }],
    ["choices without a type", size, { enum: ["s", "l"] }],
    ["one choice and const", { type: "string", enum: ["s"] }, { const: "s" }],
    ["nullable and anyOf null", nullable, { anyOf: [{ type: "string" }, { type: "null" }] }],
    ["nullable and oneOf null", nullable, { oneOf: [{ type: "null" }, { type: "string" }] }],
    ["nullable and two types", nullable, { type: ["string", "null"] }],
    ["nullable and null as a choice", { enum: ["s"], nullable: true }, { enum: ["s", null] }],
    ["nullable choices", { allOf: [size], nullable: true }, { anyOf: [size, { type: "null" }] }],
    [
      "a union and several types",
      { type: ["string", "integer"] },
      { anyOf: [{ type: "integer" }, { type: "string" }] },
    ],
    [
      "null for each of a union or for all",
      { anyOf: [{ ...nullable }, { type: "integer", nullable: true }] },
      { anyOf: [{ type: "string" }, { type: "integer" }], nullable: true },
    ],
    ["no default and null", { type: "string" }, { type: "string", default: null }],
    [
      "a flag that is off or absent",
      { type: "string" },
      { type: "string", deprecated: false, nullable: false },
    ],
    ["an escaped reference", size, { $ref: "#/components/schemas/si~0ze" }],
  ])("are equal: %s", (_, before, after) => {
    const schema = { type: "string", enum: ["s", "l"], description: "An enumeration." };
    const document = openapi({ Input: {}, size: { ...schema, title: "size" }, "si~ze": schema });
    const [old, fresh] = [before, after].map((input) => withInput(document, "x", input));
    expect(compareSchemas(old, fresh)).toEqual({ verdict: "none", changes: [] });
  });

  it("sees through references that follow each other", () => {
    const chain = {
      a: { $ref: "#/components/schemas/b" },
      b: { allOf: [{ $ref: "#/components/schemas/c" }] },
    };
    const [old, fresh] = [["s", "l"], ["s"]].map((choices) =>
      withInput(openapi({ Input: {}, ...chain, c: { enum: choices } }), "x", chain.a),
    );
    expect(lines(compareSchemas(old, fresh))).toEqual(["breaking Input x: choices-removed l"]);
  });
});
