import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../../../src/lib/json.ts";
import { isImageUrl, isUrl, joinOutput, shortText, urlsIn } from "../../../src/testing/output.ts";
import { LLAMA, openapi, SDXL_NOVEMBER } from "../compatibility/samples.ts";

const FILES = openapi({
  Output: {
    type: "array",
    items: { type: "string", format: "uri" },
    "x-cog-array-type": "iterator",
  },
});
const ADDRESSES = ["https://replicate.delivery/a.png", "https://replicate.delivery/b.png"];

describe("a whole output", () => {
  it.each<[string, unknown, JsonRecord | undefined, unknown]>([
    ["a streamed text", ["Hot", " dog", ""], LLAMA, "Hot dog"],
    ["a streamed text of nothing", [], LLAMA, ""],
    ["a list of texts", ["a", "b"], openapi({ Output: { type: "array" } }), ["a", "b"]],
    ["a list of files", ADDRESSES, SDXL_NOVEMBER, ADDRESSES],
    ["files that come one by one", ADDRESSES, FILES, ADDRESSES],
    ["a text", "hot dog", LLAMA, "hot dog"],
    ["pieces that are no texts", ["a", 1], LLAMA, ["a", 1]],
    ["null", null, LLAMA, null],
    ["nothing", undefined, LLAMA, undefined],
    ["pieces without a schema", ["a", "b"], undefined, ["a", "b"]],
    ["pieces with a schema of no output", ["a", "b"], openapi({}), ["a", "b"]],
  ])("is %s", (_, output, schema, whole) => {
    expect(joinOutput(output, schema)).toEqual(whole);
  });

  // `data:` alone passes for an address; the schema knows which of the two it is.
  it("is a streamed text whatever its pieces look like", () => {
    expect(joinOutput(["The ", "data:", " none"], LLAMA)).toBe("The data: none");
  });
});

describe("an address", () => {
  it.each([
    ["https://a.example/x.png", true],
    ["http://a.example", true],
    ["data:image/png;base64,AAAA", true],
    ["see https://a.example", false],
    ["https://", false],
    ["https://a b", false],
    ["file:///etc/passwd", false],
    ["javascript:alert(1)", false],
    ["a.png", false],
    ["", false],
    [7, false],
    [null, false],
  ])("is %j: %s", (value, is) => {
    expect(isUrl(value)).toBe(is);
  });

  it("is found anywhere in an output, in order", () => {
    const output = { a: ["https://a.example/1"], b: { c: "https://a.example/2", d: 3 }, e: null };
    expect(urlsIn(output)).toEqual(["https://a.example/1", "https://a.example/2"]);
    expect(urlsIn("https://a.example")).toEqual(["https://a.example"]);
    for (const none of [null, undefined, 7, "x", [], {}]) expect(urlsIn(none)).toEqual([]);
  });

  it.each([
    ["https://a.example/x.png", true],
    ["https://a.example/x.JPEG?sig=1#a", true],
    ["https://a.example/x.webp", true],
    ["https://a.example/x.svg", false],
    ["https://a.example/x?file=a.png", false],
    ["https://a.png", false],
    ["data:image/png;base64,AAAA.png", false],
  ])("is one of an image: %s %s", (url, is) => {
    expect(isImageUrl(url)).toBe(is);
  });
});

describe("a short text", () => {
  it.each([
    ["abc", 3, "abc"],
    ["abcd", 3, "abc…"],
    [{ a: 1 }, 100, '{"a":1}'],
    [undefined, 100, "nothing"],
    [null, 100, "null"],
    [[1, 2, 3], 3, "[1,…"],
  ])("of %j in %d characters", (output, length, text) => {
    expect(shortText(output, length)).toBe(text);
  });

  it("is never longer than it should be", () => {
    fc.assert(
      fc.property(fc.anything(), fc.nat({ max: 50 }), (value, length) => {
        fc.pre(typeof value !== "bigint" && !/bigint/.test(typeof value));
        let text = "";
        try {
          text = shortText(value, length);
        } catch (error) {
          // What JSON can't say comes from no answer.
          expect(error).toBeInstanceOf(TypeError);
        }
        expect(text.length).toBeLessThanOrEqual(Math.max(length + 1, "nothing".length));
      }),
    );
  });

  // A half of a pair is written as a replacement character.
  it("is not cut within a character", () => {
    expect(shortText("🌭🌭", 3).isWellFormed()).toBe(true);
  });
});
