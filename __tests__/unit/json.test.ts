import { describe, expect, it } from "vitest";
import { canonicalJson, parseJson, recordAt, scalarText, stringAt } from "../../src/lib/json.ts";

describe("a text as JSON", () => {
  it.each([
    ['{"a": [1, "b", null]}', { a: [1, "b", null] }],
    ["1", 1],
    ['"[[["', "[[["],
    ["", undefined],
    ["<html>", undefined],
    ['{"a": 1', undefined],
  ])("%s is %j", (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each([
    ["lists", "[", "]"],
    ["objects", '{"a":', "}"],
  ])("is rejected when it is nested too deeply: %s", (_what, open, close) => {
    const nested = (depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`;
    expect(parseJson(nested(400))).toBeDefined();
    expect(parseJson(nested(501))).toBeUndefined();
    expect(parseJson(nested(200_000))).toBeUndefined();
  });

  it("may be long, and its strings may contain any characters", () => {
    const value = Array.from({ length: 2000 }, (_, i) => ({ [`"[{\\${i}`]: '\\"[[{{"\\' }));
    expect(parseJson(JSON.stringify(value))).toEqual(value);
  });
});

it.each([
  ["a", "a"],
  [1.5, "1.5"],
  [false, "false"],
  [null, ""],
  [undefined, ""],
  [{ toString: "" }, ""],
  [["a"], ""],
])("the text of %j is %j", (value, text) => {
  expect(scalarText(value)).toBe(text);
});

describe("the canonical text of a value", () => {
  const nested = (depth: number, value: unknown): unknown =>
    depth === 0 ? value : { a: [nested(depth - 1, value)] };

  it("is the same for another order of keys, at any depth", () => {
    const [one, other] = [
      { b: 1, a: [{ d: 2, c: 3 }] },
      { a: [{ c: 3, d: 2 }], b: 1 },
    ];
    expect(canonicalJson(nested(200, one))).toBe(canonicalJson(nested(200, other)));
  });

  it.each([
    ["values", { a: 1 }, { a: 2 }],
    ["an order of a list", [1, 2], [2, 1]],
    ["a text and a number", "1", 1],
    ["null and nothing", { a: null }, {}],
    ["__proto__", JSON.parse('{"__proto__":1}'), {}],
    ["what is deep inside", nested(200, 1), nested(200, 2)],
  ])("differs for %s", (_what, one, other) => {
    expect(canonicalJson(one)).not.toBe(canonicalJson(other));
  });

  it("is the same where one value is in two places", () => {
    const shared = { a: 1 };
    expect(canonicalJson([shared, shared])).toBe(canonicalJson([{ a: 1 }, { a: 1 }]));
  });
});

it.each([undefined, null, "a", ["a"], { b: "a" }, { a: 1 }, { a: null }])(
  "contains no string and no object at the key: %j",
  (value) => {
    expect(stringAt(value, "a")).toBeUndefined();
    expect(recordAt(value, "a")).toBeUndefined();
  },
);
