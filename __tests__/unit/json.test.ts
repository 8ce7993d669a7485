import { describe, expect, it } from "vitest";
import { parseJson } from "../../src/lib/json.ts";

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
  ])("is none when it is nested without sense: %s", (_what, open, close) => {
    const nested = (depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`;
    expect(parseJson(nested(400))).toBeDefined();
    expect(parseJson(nested(501))).toBeUndefined();
    expect(parseJson(nested(200_000))).toBeUndefined();
  });

  it("may be long, and its texts may hold any signs", () => {
    const value = Array.from({ length: 2000 }, (_, i) => ({ [`"[{\\${i}`]: '\\"[[{{"\\' }));
    expect(parseJson(JSON.stringify(value))).toEqual(value);
  });
});
