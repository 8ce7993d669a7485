import { describe, expect, it } from "vitest";
import { planTesting } from "../../src/plan/release.ts";
import { comparePictures } from "../../src/testing/images/compare.ts";
import type { TestSuite } from "../../src/testing/options.ts";
import { parseSuite } from "../../src/testing/parse.ts";
import { encode, encodeApng, encodeGif, plain } from "../unit/image-samples.ts";
import { inputsFrom } from "../unit/support.ts";
import { textOf } from "./repository.ts";

const [, TABLE = ""] =
  /^\| Case \| In cog-safe-push .*\n.*\n((?:\|.*\n)+)/m.exec(textOf("docs/migrate.md")) ?? [];
const ROWS = TABLE.trim()
  .split("\n")
  .map((line) => line.split("|")[1]?.trim() ?? "");

const read = (text: string): TestSuite => parseSuite(text, "cog-safe-push.yaml");
const withCase = (lines: string): TestSuite => read(`predict: {test_cases: [{${lines}}]}`);
const inputOf = (value: string): unknown => withCase(`inputs: {x: ${value}}`).cases[0]?.inputs["x"];

const RED = plain(8, 8, [200, 0, 0, 255]);
const BLUE = plain(8, 8, [0, 0, 200, 255]);

/** What each row of the table says of this action. */
const CHECKS: Readonly<Record<string, () => unknown>> = {
  "`1e-4`, `0o17`": () => expect(["1e-4", "0o17"].map(inputOf)).toEqual([0.0001, 15]),
  "`2024-01-01`": () => expect(inputOf("2024-01-01")).toBe("2024-01-01"),
  "a key that is given twice": () => {
    const { parallel, notes } = read("model: a/b\nparallel: 1\nparallel: 2\n");
    expect(parallel).toBe(2);
    expect(notes.join()).toContain("The last one counts.");
  },
  "`test_model` is not set": () => {
    const { defaults, notes } = read("model: a/b");
    expect(defaults.testModel).toBeUndefined();
    expect(notes.join()).toContain("test_model: ");
  },
  "`predict_timeout` is not set": () =>
    expect(planTesting(inputsFrom({}), read("model: a/b")).limit).toBe(15 * 60),
  "`compare_outputs` is not set": () =>
    expect(withCase("inputs: {}").cases[0]?.compare).toBe(false),
  "two expectations in one test case": () => {
    const { expected } = withCase("inputs: {}, exact_string: a, match_prompt: b").cases[0] ?? {};
    expect(expected).toMatchObject({ exactString: "a", matchPrompt: "b" });
    expect(() => withCase("inputs: {}, exact_string: a, error_contains: b")).toThrow();
  },
  "an object as an input": () => expect(inputOf("{a: 1}")).toEqual({ a: 1 }),
  "`.png` expected, `.webp` given": async () =>
    expect(await comparePictures(encode(RED, "PNG"), encode(RED, "WebP"))).toMatchObject({
      kind: "pixels",
      distance: 0,
    }),
  "GIF, WebP, and APNG animations": async () => {
    for (const animate of [encodeGif, encodeApng])
      expect(await comparePictures(animate([RED, RED]), animate([RED, BLUE]))).toMatchObject({
        kind: "pixels",
        distance: expect.closeTo(282.8, 0),
      });
  },
  "audio, text, archives, and other files in `match_url`": async () =>
    expect(await comparePictures(Buffer.from("one"), Buffer.from("two"))).toEqual({
      kind: "no-pictures",
    }),
};

describe("a difference to cog-safe-push in docs/migrate.md", () => {
  it("is one that there is, and each is in the table", () => {
    expect(ROWS).toEqual(Object.keys(CHECKS));
  });

  it.each(Object.entries(CHECKS))("holds: %s", async (_, check) => {
    await check();
  });
});
