import { describe, expect, it } from "vitest";
import { compareSchemas } from "../../../src/compatibility/compare.ts";
import { describeFindings } from "../../../src/compatibility/finding.ts";
import type { JsonRecord } from "../../../src/lib/json.ts";
import { LLAMA, openapi, withSchema } from "./samples.ts";
import { lines } from "./support.ts";

describe("broken and hostile schemas", () => {
  const reference = (name: string): JsonRecord => ({ $ref: `#/components/schemas/${name}` });
  const doubled = Object.fromEntries(
    Array.from({ length: 60 }, (_, level) => {
      const next = reference(`l${level + 1}`);
      return [`l${level}`, { type: "object", properties: { a: next, b: next } }];
    }),
  );
  let deep: JsonRecord = { type: "string" };
  for (let level = 0; level < 50_000; level++) deep = { type: "array", items: deep, allOf: [deep] };
  const wrong = {
    type: 7,
    enum: "x",
    required: "y",
    properties: [1],
    minimum: "low",
    allOf: { a: 1 },
    anyOf: [null, 3, "x", []],
    $ref: 12,
    items: "z",
    "x-order": "first",
  };
  const hostile: [string, JsonRecord][] = [
    ["wrong types", openapi({ Input: { properties: { x: wrong, y: 1 }, required: [1, null] } })],
    [
      "a reference to itself",
      openapi({ Input: { properties: { x: reference("x") } }, x: reference("x") }),
    ],
    [
      "references in a ring",
      openapi({
        Input: reference("a"),
        a: { allOf: [reference("b")] },
        b: { anyOf: [reference("a")] },
      }),
    ],
    [
      "an output within itself",
      openapi({
        Input: {},
        Output: reference("Node"),
        Node: { type: "object", properties: { next: reference("Node") } },
      }),
    ],
    [
      "a reference to nothing",
      openapi({
        Input: { properties: { x: reference("constructor"), y: { $ref: "#/__proto__" } } },
      }),
    ],
    [
      "types that double at every level",
      openapi({
        Input: { properties: { x: reference("l0") } },
        Output: reference("l0"),
        ...doubled,
      }),
    ],
    ["very deep types", openapi({ Input: { properties: { x: deep } }, Output: deep })],
    [
      "very many inputs",
      openapi({
        Input: {
          properties: Object.fromEntries(
            Array.from({ length: 20_000 }, (_, n) => [`i${n}`, { type: "string", "x-order": n }]),
          ),
        },
      }),
    ],
  ];

  it.each(hostile)("are the same as themselves: %s", (_, document) => {
    expect(compareSchemas(document, document)).toEqual({ verdict: "none", changes: [] });
  });

  it.each(hostile)("are compared with others: %s", (_, document) => {
    expect(compareSchemas(document, LLAMA).verdict).toBe("breaking");
    expect(compareSchemas(LLAMA, document).verdict).toBe("breaking");
  });

  it("finds what differs at the end of types that double at every level", () => {
    const document = openapi({ Input: {}, Output: reference("l30"), ...doubled });
    const { verdict } = compareSchemas(
      withSchema(document, "l60", { type: "string" }),
      withSchema(document, "l60", { type: "integer" }),
    );
    expect(verdict).toBe("breaking");
  });

  it("finds once what differs in a type that holds itself, beside one that holds nothing", () => {
    const nodes = [{ deprecated: true, items: reference("Node") }, {}];
    const [old, fresh] = nodes.map((Node) =>
      openapi({ Input: { properties: { x: reference("Node") } }, Node }),
    );
    expect(lines(compareSchemas(old, fresh))).toEqual([
      "compatible Input x: [] keyword-changed deprecated; keyword-changed deprecated",
    ]);
  });

  it("reports inputs with the names of an object's own members", () => {
    const before: unknown = JSON.parse('{"properties":{"__proto__":{"type":"string"}}}');
    const after = { properties: { constructor: { type: "string" } } };
    const [old, fresh] = [before, after].map((Input) => openapi({ Input }));
    expect(lines(compareSchemas(old, fresh))).toEqual([
      "breaking Input __proto__: removed",
      "compatible Input constructor: new-optional-input",
    ]);
  });

  it("writes at most one line for endless values", () => {
    const choices = Array.from({ length: 5000 }, (_, n) => `choice ${n}`);
    const [change] = compareSchemas(
      openapi({ Input: { properties: { x: { enum: choices } } } }),
      openapi({ Input: { properties: { x: { enum: ["other"] } } } }),
    ).changes;
    expect(change?.before?.length).toBeLessThan(300);
    const words = describeFindings(change?.findings ?? []);
    expect(words.length).toBeLessThan(300);
    expect(words).toContain("4990");
  });

  it("writes at most one paragraph for endless choices", () => {
    const [old, fresh] = ["x", "y"].map((letter) =>
      openapi({ Input: { properties: { x: { enum: [letter.repeat(100_000)] } } } }),
    );
    const [change] = compareSchemas(old, fresh).changes;
    expect(describeFindings(change?.findings ?? []).length).toBeLessThan(1100);
  });
});
