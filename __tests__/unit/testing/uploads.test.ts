import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../../../src/lib/json.ts";
import { uploadPaths, withUploadUrls } from "../../../src/testing/uploads.ts";
import { inputSchema } from "./gate-support.ts";

const FILE = { type: "string", format: "uri" };
const SCHEMA = inputSchema(
  {
    image: FILE,
    mask: { ...FILE, nullable: true },
    edge: { anyOf: [FILE, { type: "null" }] },
    images: { type: "array", items: FILE },
    style: { allOf: [{ $ref: "#/components/schemas/style" }] },
    prompt: { type: "string" },
    words: { type: "array", items: { type: "string" } },
  },
  { schemas: { style: FILE } },
);

describe("the paths that inputs name", () => {
  it.each<[string, JsonRecord, string[]]>([
    ["a file", { image: "@a.png" }, ["a.png"]],
    ["a file that may be null", { mask: "@deep/a b.png" }, ["deep/a b.png"]],
    ["a file or null, as pydantic 2 writes it", { edge: "@a.png" }, ["a.png"]],
    ["a file behind a $ref", { style: "@a.png" }, ["a.png"]],
    ["a list of files", { images: ["@a.png", "https://x.example", "@b.png"] }, ["a.png", "b.png"]],
    ["an absolute path", { image: "@/tmp/a.png" }, ["/tmp/a.png"]],
    ["an @ in its name", { image: "@@a.png" }, ["@a.png"]],
    ["an address", { image: "https://x.example/@a" }, []],
    ["an @ alone", { image: "@" }, []],
    ["a text", { prompt: "@everyone" }, []],
    ["a list of texts", { words: ["@everyone"] }, []],
    ["an input that is unknown", { unknown: "@a.png" }, []],
    ["no text", { image: 7, images: [null, {}] }, []],
  ])("%s", (_, inputs, paths) => {
    expect(uploadPaths(inputs, SCHEMA)).toEqual(paths);
  });

  it("may be anywhere without a schema", () => {
    expect(uploadPaths({ a: "@x", b: ["@y"], c: { d: "@z" } }, undefined)).toEqual(["x", "y"]);
  });
});

describe("the inputs with addresses", () => {
  const ADDRESSES = new Map([
    ["a.png", "https://files.example/a"],
    ["b.png", "https://files.example/b"],
  ]);

  it.each<[string, JsonRecord, JsonRecord]>([
    ["a file", { image: "@a.png" }, { image: "https://files.example/a" }],
    [
      "a list",
      { images: ["@b.png", 7, "@a.png"] },
      { images: ["https://files.example/b", 7, "https://files.example/a"] },
    ],
    [
      "texts, unchanged",
      { prompt: "@b.png", words: ["@a.png"] },
      { prompt: "@b.png", words: ["@a.png"] },
    ],
    ["a path of no address", { image: "@c.png" }, { image: "@c.png" }],
    [
      "anything else",
      { image: null, n: 1, o: { p: "@a.png" } },
      { image: null, n: 1, o: { p: "@a.png" } },
    ],
  ])("has %s", (_, inputs, sent) => {
    expect(withUploadUrls(inputs, SCHEMA, ADDRESSES)).toEqual(sent);
  });

  // Any other text may begin with an @ and be none (file-inputs.ts), the same text too.
  it("does not change a text, when a file has the same", () => {
    const inputs = { image: "@a.png", prompt: "@a.png" };
    expect(withUploadUrls(inputs, SCHEMA, ADDRESSES)).toEqual({
      image: "https://files.example/a",
      prompt: "@a.png",
    });
  });

  it("replaces every path whose address is known, and keeps every other value", () => {
    const value = fc.oneof(fc.constantFrom("@a.png", "@b.png", "x"), fc.jsonValue());
    fc.assert(
      fc.property(fc.record({ image: value, prompt: fc.string(), n: fc.jsonValue() }), (inputs) => {
        const sent = withUploadUrls(inputs, SCHEMA, ADDRESSES);
        expect(uploadPaths(sent, SCHEMA).filter((path) => ADDRESSES.has(path))).toEqual([]);
        expect(Object.keys(sent)).toEqual(Object.keys(inputs));
        expect(sent["n"]).toEqual(inputs.n);
      }),
    );
  });
});
