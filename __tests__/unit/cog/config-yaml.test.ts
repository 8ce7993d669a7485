import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/cog/config-yaml.ts";

/*
 * What Cog 0.22 reads, compared with its own `cog debug` on 127 public files and 226 odd ones (November 2026). These are
 * written by hand, one for each difference to YAML 1.2 that was found.
 */
const HOTDOG = { build: { python_version: "3.12", gpu: true }, image: "r8.im/acme/hotdog" };
const TEXT = 'build:\n  python_version: "3.12"\n  gpu: true\nimage: r8.im/acme/hotdog\n';

describe("a configuration is read as Cog reads it", () => {
  it.each<[string, string, unknown]>([
    ["plain", TEXT, HOTDOG],
    ["as JSON", JSON.stringify(HOTDOG), HOTDOG],
    ["with a document after it", `${TEXT}---\nimage: [\n`, HOTDOG],
    ["with a trailing marker", `${TEXT}---`, HOTDOG],
    ["with an end marker", `${TEXT}...\nfoo\n`, HOTDOG],
    ["with a comment after a quote", TEXT.replace('"3.12"', '"3.12"#c'), HOTDOG],
    ["with a comment after braces", "build: {gpu: true}#c\n", { build: { gpu: true } }],
    [
      "with brackets in column 0",
      "build:\n  run: [\n    a,\nb\n]\n",
      { build: { run: ["a", "b"] } },
    ],
    [
      "with a quoted line in column 0",
      'build:\n  run:\n    - "a\nb"\n',
      { build: { run: ["a b"] } },
    ],
    ["with a comma at the end", "build: {run: [a, b,]}\n", { build: { run: ["a", "b"] } }],
    ["with Windows' line breaks", TEXT.replaceAll("\n", "\r\n"), HOTDOG],
    ["with an old Mac's line breaks", TEXT.replaceAll("\n", "\r"), HOTDOG],
    ["with a line separator", "image: a\u2028model: b\n", { image: "a", model: "b" }],
    [
      "with merged anchors",
      "x: &x {gpu: true}\nbuild:\n  <<: [*x]\n",
      { x: { gpu: true }, build: { gpu: true } },
    ],
    ["with a directive", "%YAML 1.1\n---\nimage: a\n", { image: "a" }],
  ])("%s", (_, text, config) => {
    expect(parseConfig(text)).toEqual(config);
  });

  it.each(["\r", "\u0085", "\u2028", "\u2029"])(
    "a comment ends at %j, so no key hides in it",
    (end) => {
      const hidden = `image: a # c${end}build: {python_requirements: /etc/passwd}\n`;
      expect(parseConfig(hidden)).toEqual({
        image: "a",
        build: { python_requirements: "/etc/passwd" },
      });
    },
  );

  it.each<[string, (text: string) => Uint8Array]>([
    ["UTF-8", (text) => Buffer.from(text)],
    ["UTF-8 with a mark", (text) => Buffer.from(`\uFEFF${text}`)],
    ["UTF-16 LE", (text) => Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16 BE", (text) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16()],
  ])("in %s", (_, encode) => {
    expect(parseConfig(encode(TEXT))).toEqual(HOTDOG);
  });
});

describe("a configuration that Cog rejects is rejected", () => {
  it.each([
    ["nothing", ""],
    ["comments", "# only\n"],
    ["a marker", "--- \n"],
    ["an empty document before another", `---\n---\n${TEXT}`],
    ["a list", "- image: a\n"],
    ["a text", "image:r8.im/acme/hotdog\n"],
    ["a tab", "build:\n\tgpu: true\n"],
    ["a key twice", "build: {}\nbuild: {}\n"],
    ["a key twice in a mapping", "build: {gpu: true, gpu: true}\n"],
    ["more entries than are parsed in time", `a: [${"1,".repeat(100_000)}]\n`],
    ["more escapes than are parsed in time", `a: "${"\\n".repeat(100_000)}"\n`],
    ["more dashes than are parsed in time", `a: x${" -".repeat(100_000)} x\n`],
    ["more aliases than are parsed in time", `a:\n${"- &a b\n- *a\n".repeat(5000)}`],
    [
      "many faults in a long file",
      `run: [\n${'"x"#c\n,'.repeat(60)}]\nb: |\n${"  c\n".repeat(2000)}`,
    ],
    ["an open bracket", "image: [a\n"],
    ["an open quote", 'image: "a\n'],
    ["an alias of nothing", "image: *nowhere\n"],
    ["too little indentation", "build:\n    gpu: true\n  cuda: a\n"],
    ["an unknown escape", 'image: "\\q"\n'],
  ])("%s", (_, text) => {
    expect(() => parseConfig(text)).toThrow();
  });

  it("bytes that are not text", () => {
    expect(() => parseConfig(Buffer.from("image: \xe9\n", "latin1"))).toThrow(TypeError);
  });

  it.each(["a: &a {b: *a}\n", "a: &a [*a]\n", "build: &b {x: *b}\n"])(
    "and one that Cog accepts, because its value has no end: %j",
    (text) => {
      expect(() => parseConfig(text)).toThrow(/\bits own\b/);
    },
  );
});
