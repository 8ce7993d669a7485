import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { exampleInput } from "../../../src/compatibility/openapi.ts";
import type { JsonRecord } from "../../../src/lib/json.ts";
import { snippets } from "../../../src/markdown/snippets.ts";

const VERSION = "5c7d".repeat(16);
const MODEL = { owner: "acme", name: "hotdog" };

/** A schema as Cog writes it, with these inputs, all of them required. */
function schemaOf(properties: JsonRecord, others: JsonRecord = {}): JsonRecord {
  const Input = { type: "object", properties, required: Object.keys(properties) };
  return { components: { schemas: { Input, ...others } } };
}

function snippetsFor(schema: JsonRecord | undefined) {
  const input = exampleInput(schema);
  return snippets({ model: MODEL, version: VERSION, input, apiUrl: "https://api.example/v1" });
}

describe("an example of the input", () => {
  it.each<[string, JsonRecord, unknown]>([
    ["its default", { type: "string", default: "a cat" }, "a cat"],
    ["a default that is false", { type: "boolean", default: false }, false],
    ["a default that is 0", { type: "integer", default: 0 }, 0],
    ["a default that is null", { type: "string", default: null }, null],
    ["a text", { type: "string" }, "…"],
    ["an address for a file", { type: "string", format: "uri" }, "https://example.com/file"],
    ["a whole number", { type: "integer" }, 1],
    ["a number", { type: "number" }, 1],
    ["a number above a minimum", { type: "integer", minimum: 256, maximum: 1440 }, 256],
    ["a number below a maximum", { type: "number", maximum: 0.5 }, 0.5],
    ["a boolean", { type: "boolean" }, true],
    ["a list", { type: "array", items: { type: "string" } }, []],
    ["an object", { type: "object" }, {}],
    ["a text of the length that is demanded", { type: "string", minLength: 3 }, "………"],
    ["a text, whatever is demanded", { type: "string", minLength: 1e12 }, "…".repeat(1000)],
    ["a text for a type that it does not know", { type: "mystery" }, "…"],
    ["a text for no type", { title: "Untold" }, "…"],
  ])("has %s", (_, property, expected) => {
    expect(exampleInput(schemaOf({ prompt: property }))).toEqual({ prompt: expected });
  });

  it("has one of the choices of an input that accepts no other, as Cog writes them", () => {
    const size = { description: "Size", allOf: [{ $ref: "#/components/schemas/size" }] };
    const choices = { size: { type: "string", title: "size", enum: ["small", "large"] } };
    expect(exampleInput(schemaOf({ size }, choices))).toEqual({ size: "small" });
  });

  it("has only what is required, in the schema's order", () => {
    const Input = {
      properties: { seed: { type: "integer" }, prompt: { type: "string" }, n: { type: "integer" } },
      required: ["prompt", "n"],
    };
    const input = exampleInput({ components: { schemas: { Input } } });
    expect(Object.entries(input)).toEqual([
      ["prompt", "…"],
      ["n", 1],
    ]);
  });

  it.each<[string, JsonRecord | undefined]>([
    ["no schema", undefined],
    ["an empty schema", {}],
    ["no required inputs", { components: { schemas: { Input: { properties: {} } } } }],
    ["schemas that are no objects", { components: { schemas: [] } }],
    ["required that is not a list", { components: { schemas: { Input: { required: "x" } } } }],
    [
      "required that does not list strings",
      { components: { schemas: { Input: { required: [1, null] } } } },
    ],
  ])("is empty with %s", (_, schema) => {
    expect(exampleInput(schema)).toEqual({});
  });

  it("replaces an input that the schema requires and does not describe", () => {
    const Input = { required: ["prompt"] };
    expect(exampleInput({ components: { schemas: { Input } } })).toEqual({ prompt: "…" });
  });
});

const NASTY = `it's "quoted" \\ $HOME \`id\` %s\nnew line`;

describe("the snippet for curl", () => {
  /** Runs the snippet with a `curl` that prints its arguments. */
  async function curlArguments(snippet: string): Promise<string[]> {
    const script = `curl() { for arg; do printf '%s\\0' "$arg"; done; }\n${snippet}`;
    const { stdout } = await promisify(execFile)("sh", ["-euc", script], {
      env: { PATH: process.env["PATH"], REPLICATE_API_TOKEN: "r8_token" },
    });
    return stdout.split("\0").slice(0, -1);
  }

  it.each<[string, JsonRecord]>([
    ["a plain input", { prompt: { default: "a cat" } }],
    ["an input that a shell would read", { prompt: { default: NASTY } }],
    ["a key that a shell would read", { "it's $x": { default: 1 } }],
  ])("sends the version and the input as JSON: %s", async (_, properties) => {
    const schema = schemaOf(properties);
    const sent = await curlArguments(snippetsFor(schema).curl);
    expect(sent).toContain("https://api.example/v1/predictions");
    expect(sent).toContain("Authorization: Bearer r8_token");
    expect(sent.at(-2)).toBe("-d");
    expect(JSON.parse(sent.at(-1) ?? "")).toEqual({
      version: VERSION,
      input: exampleInput(schema),
    });
  });
});

describe("the snippet for Python", () => {
  it("runs this exact version", () => {
    const { python } = snippetsFor(undefined);
    expect(python).toContain("import replicate\n");
    expect(python).toContain(`"acme/hotdog:${VERSION}",\n    input={},`);
  });

  it.each<[string, unknown, string]>([
    ["null", null, "None"],
    ["true", true, "True"],
    ["false", false, "False"],
    ["a number", 1.5, "1.5"],
    ["a text", "a cat", '"a cat"'],
    ["a text with quotes and a line end", 'a "b"\n', '"a \\"b\\"\\n"'],
    ["words of Python in a text", "true null", '"true null"'],
    ["a list", [true, null, "x"], '[True, None, "x"]'],
    ["an object", { a: [false], "b c": null }, '{"a": [False], "b c": None}'],
  ])("writes %s as a literal of Python", (_, value, literal) => {
    const { python } = snippetsFor(schemaOf({ x: { default: value } }));
    expect(python).toContain(`    input={"x": ${literal}},\n`);
  });
});

describe("the snippet for JavaScript", () => {
  it("runs this exact version with the input", () => {
    const schema = schemaOf({ prompt: { default: NASTY }, on: { default: null } });
    const { javascript } = snippetsFor(schema);
    expect(javascript).toContain(`.run("acme/hotdog:${VERSION}", {`);
    const [, input = ""] = /^ {2}input: (.*),$/m.exec(javascript) ?? [];
    expect(JSON.parse(input)).toEqual({ prompt: NASTY, on: null });
  });
});
