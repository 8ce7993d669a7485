import { describe, expect, it } from "vitest";
import type { TestSuite } from "../../../src/testing/options.ts";
import { parseSuite } from "../../../src/testing/parse.ts";
import { refusal } from "../support.ts";
import { expecting } from "./gate-support.ts";

const read = (text: string): TestSuite => parseSuite(text, "cases.yaml");

/** What is said of a text that is refused. */
async function said(text: string): Promise<string> {
  const { problems } = await refusal(() => read(text));
  return problems.map(({ message: what }) => what).join("\n");
}

describe("a list of cases", () => {
  it("supports what cog-safe-push does not", () => {
    const [one, two] = read(`
- name: greets
  inputs: {name: Bob}
  matches: ^hello .*$
  max_seconds: 2.5
  compare: true
- inputs: {}
`).cases;
    expect(one).toEqual({
      name: "greets",
      inputs: { name: "Bob" },
      expected: expecting({ matches: /^hello .*$/su, maxSeconds: 2.5 }),
      compare: true,
    });
    expect(two).toEqual({ name: "case 2", inputs: {}, expected: expecting(), compare: false });
  });

  it("may be JSON", () => {
    const text = JSON.stringify([{ inputs: { a: [1, null] }, exact_string: "x" }]);
    expect(read(text).cases[0]).toMatchObject({
      inputs: { a: [1, null] },
      expected: { exactString: "x" },
    });
  });

  it("may have several expectations of one output", () => {
    const text = "- inputs: {}\n  exact_string: ab\n  matches: a\n  max_seconds: 1";
    expect(read(text).cases[0]?.expected).toEqual(
      expecting({ exactString: "ab", matches: /a/su, maxSeconds: 1 }),
    );
  });

  it("treats a dot of a pattern as any character, including a line end", () => {
    expect(read("- inputs: {}\n  matches: a.b").cases[0]?.expected.matches?.test("a\nb")).toBe(
      true,
    );
  });

  it("ignores the case where the pattern says so", () => {
    const [one] = read("- inputs: {}\n  matches: '^(?i:HELLO) Ada'").cases;
    expect(one?.expected.matches?.test("hello Ada")).toBe(true);
    expect(one?.expected.matches?.test("hello ADA")).toBe(false);
  });

  it.each([
    ["[👍👎]", "👎", true],
    // In UTF-16, its first half is that of the others.
    ["[👍👎]", "👏", false],
    ["^\\p{Lu}", "É", true],
    ["a\\-b", "a-b", true],
  ])("matches whole characters with the pattern %s: %s", (pattern, text, matches) => {
    const [one] = read(`- inputs: {}\n  matches: '${pattern}'`).cases;
    expect(one?.expected.matches?.test(text)).toBe(matches);
  });

  it("notes numbers that lose digits", () => {
    const text = "- inputs: {seed: 18446744073709551615, other: 9007199254740991, text: '1e30'}";
    expect(read(text).notes).toEqual([
      expect.stringMatching(/\b18446744073709551615\b.*\b18446744073709552000\b/),
    ]);
  });

  it("may use anchors and aliases", () => {
    const text = "- inputs: &base {a: 1}\n- inputs: *base";
    expect(read(text).cases.map(({ inputs }) => inputs)).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it("may have CRLF", () => {
    expect(read("- inputs:\r\n    a: b\r\n").cases[0]?.inputs).toEqual({ a: "b" });
  });

  it("has merged mappings, and texts where only YAML 1.1 has flags", () => {
    const text = "- inputs: &b {x: 1}\n- inputs: {<<: *b, y: n, on: yes}";
    expect(read(text).cases[1]?.inputs).toEqual({ x: 1, y: "n", on: "yes" });
    expect(read("- inputs: {a: 10:00, b: 0123, c: 1_000}").cases[0]?.inputs).toEqual({
      a: "10:00",
      b: 123,
      c: "1_000",
    });
  });

  // The library takes the mark for a column of the list's first line; editors on Windows write it.
  it("may begin with a byte order mark", () => {
    expect(read("\uFEFF- inputs:\n    a: b\n").cases[0]?.inputs).toEqual({ a: "b" });
  });

  it("treats null as absent", () => {
    const text = "- inputs: {}\n  name:\n  compare: null\n  matches: ~\n  max_seconds: null";
    expect(read(text).cases[0]).toEqual({
      name: "case 1",
      inputs: {},
      expected: expecting(),
      compare: false,
    });
  });

  it.each([
    ["an error_contains", "error_contains: null, exact_string: x"],
    ["an exact_string", "exact_string: null, error_contains: x"],
  ])("treats %s that is null as absent, next to the other", (_, both) => {
    expect(read(`- {inputs: {}, ${both}}`).cases).toHaveLength(1);
  });
});

describe("names that JavaScript has of its own", () => {
  it("are inputs like any other", () => {
    const [one] = read(`- inputs: {__proto__: {polluted: 1}, constructor: 2, toString: 3}`).cases;
    expect(Object.keys(one?.inputs ?? {})).toEqual(["__proto__", "constructor", "toString"]);
    expect(JSON.stringify(one?.inputs)).toBe(
      '{"__proto__":{"polluted":1},"constructor":2,"toString":3}',
    );
    expect({}).not.toHaveProperty("polluted");
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "are no keys of a case: %s",
    async (key) => {
      const words = await said(`- inputs: {}\n  ${key}: {exact_string: x}`);
      expect(words).toMatch(new RegExp(`case 1 .*"${key}"`));
      expect(await said(`{${key}: {}, predict: {test_cases: [{inputs: {}}]}}`)).toContain(
        `"${key}"`,
      );
    },
  );
});
