import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Prediction } from "../../src/replicate/parse.ts";
import { checkExpectations, patternFailures } from "../../src/testing/expectations.ts";
import type { Expectations } from "../../src/testing/options.ts";
import { WORKER } from "../support/testing-worker.ts";
import { expecting, PHASES } from "./gate-support.ts";

type End = Pick<Prediction, "status" | "error">;
const WELL: End = { status: "succeeded", error: undefined };
const failed = (error: string | undefined): End => ({ status: "failed", error });

const check = (some: Partial<Expectations>, output: unknown, end = WELL, phases = PHASES) =>
  checkExpectations(expecting(some), end, output, phases);

describe("a prediction that meets its expectations", () => {
  it.each<[string, Partial<Expectations>, unknown]>([
    ["nothing but no error", {}, null],
    ["a text", { exactString: "hot dog" }, "hot dog"],
    ["no text", { exactString: "" }, ""],
    ["the time", { maxSeconds: 2 }, "x"],
    ["several things", { exactString: "ab", maxSeconds: 10 }, "ab"],
  ])("has %s", (_, some, output) => {
    expect(check(some, output)).toEqual([]);
  });

  it.each([
    ["all of it", "prompt is empty", "prompt is empty"],
    ["a part", "empty", "ValueError: prompt is empty\n"],
  ])("has the error, by %s", (_, part, error) => {
    expect(check({ errorContains: part }, undefined, failed(error))).toEqual([]);
  });

  it("has no mismatch when any output is compared with itself", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(check({ exactString: text }, text)).toEqual([]);
      }),
    );
  });
});

describe("a prediction that does not meet its expectations", () => {
  it.each<[string, Partial<Expectations>, unknown, string, string]>([
    ["another text", { exactString: "hot" }, "hot dog", "exactly hot", "hot dog"],
    [
      "space around it",
      { exactString: "hot" },
      "hot\n",
      "exactly hot",
      "hot\n (character 4 is U+000A instead of the end)",
    ],
    [
      "Windows' line ends",
      { exactString: "a\nb" },
      "a\r\nb",
      "exactly a\nb",
      "a\r\nb (character 2 is U+000D instead of U+000A)",
    ],
    [
      "an invisible character",
      { exactString: "hot" },
      "h\u200Bot",
      "exactly hot",
      "h\u200Bot (character 2 is U+200B instead of U+006F)",
    ],
    [
      "a different end beyond the truncated text",
      { exactString: "x".repeat(501) },
      `${"x".repeat(500)}🌭`,
      `exactly ${"x".repeat(500)}…`,
      `${"x".repeat(500)}… (character 501 is U+1F32D instead of U+0078)`,
    ],
    [
      "a list with the text",
      { exactString: "hot" },
      ["hot"],
      "exactly hot",
      '["hot"] (list, not a string)',
    ],
    ["a number of that text", { exactString: "1" }, 1, "exactly 1", "1 (number, not a string)"],
    ["true", { exactString: "true" }, true, "exactly true", "true (boolean, not a string)"],
    ["an object", { exactString: "{}" }, {}, "exactly {}", "{} (object, not a string)"],
    ["an empty string as null", { exactString: "" }, null, "exactly ", "null (not a string)"],
    ["no output", { exactString: "x" }, undefined, "exactly x", "nothing"],
    ["null", { exactString: "null" }, null, "exactly null", "null (not a string)"],
  ])("has %s", (_, some, output, expected, got) => {
    expect(check(some, output)).toEqual([{ expected, got }]);
  });

  it("reports every expectation that is not met", () => {
    const all = { exactString: "a", maxSeconds: 1 };
    expect(check(all, "c").map(({ expected }) => expected)).toEqual([
      "exactly a",
      "at most 1 s of predict()",
    ]);
  });

  it.each<[End, string]>([
    [failed("CUDA out of memory"), "CUDA out of memory"],
    [failed(undefined), "no error"],
    [{ status: "starting", error: undefined }, "it did not start within the time limit"],
    [{ status: "aborted", error: undefined }, "it did not start within the time limit"],
    [{ status: "processing", error: undefined }, "it was still running when its time was over"],
    [{ status: "canceled", error: undefined }, "it was still running when its time was over"],
  ])("has another status: %j", (end, got) => {
    expect(check({ exactString: "x" }, undefined, end)).toEqual([{ expected: "no error", got }]);
  });

  it.each<[End, string]>([
    [WELL, "succeeded"],
    [{ status: "canceled", error: undefined }, "canceled"],
    [{ status: "aborted", error: "is empty" }, "aborted"],
    [failed("something else"), "something else"],
    [failed("IS EMPTY"), "IS EMPTY"],
    [failed(undefined), "no error"],
  ])("does not have the error: %j", (end, got) => {
    expect(check({ errorContains: "is empty" }, "out", end)).toEqual([
      { expected: "an error that contains is empty", got },
    ]);
  });

  it("shows no more than 500 characters of the actual output", () => {
    const long = "x".repeat(10_000);
    expect(check({ exactString: "a" }, long)[0]?.got).toBe(`${"x".repeat(500)}…`);
    expect(check({}, null, failed(long))[0]?.got).toBe(`${"x".repeat(500)}…`);
    expect(check({ errorContains: "a" }, null, failed(long))[0]?.got).toHaveLength(501);
  });
});

describe("the longest that predict() may run", () => {
  it.each([
    [2, 2, []],
    [2.001, 2, [{ expected: "at most 2 s of predict()", got: "2.0 s" }]],
    [61.25, 2.5, [{ expected: "at most 2.5 s of predict()", got: "61.3 s" }]],
    [
      undefined,
      2,
      [{ expected: "at most 2 s of predict()", got: "a duration that was not measured" }],
    ],
  ])("%d s of %d s", (running, maxSeconds, failures) => {
    expect(check({ maxSeconds }, "x", WELL, { ...PHASES, running })).toEqual(failures);
  });

  it("does not include the wait for a machine", () => {
    const phases = { queued: 300, setup: 60, running: 1 };
    expect(check({ maxSeconds: 2 }, "x", WELL, phases)).toEqual([]);
  });

  // Every expectation that is given has to hold (cases.ts), and the parser takes these two together.
  it("applies to a case that expects an error as well", () => {
    const phases = { ...PHASES, running: 60 };
    expect(check({ errorContains: "x", maxSeconds: 2 }, null, failed("x"), phases)).toHaveLength(1);
  });
});

describe("a pattern", () => {
  it.each<[RegExp, unknown]>([
    [/dog$/, "hot dog"],
    [/"score":0\.9/, { score: 0.9 }],
    [/^\["a"/, ["a", "b"]],
    [/^$/, undefined],
    [/HOT/i, "hot dog"],
  ])("matches: %s", async (pattern, output) => {
    expect(await patternFailures(pattern, output, WORKER)).toEqual([]);
  });

  it.each<[RegExp, unknown, string]>([
    [/cat/s, "hot dog", "hot dog"],
    [/./, undefined, "nothing"],
  ])("does not match: %s", async (pattern, output, got) => {
    const expected = `a match of ${pattern}`;
    expect(await patternFailures(pattern, output, WORKER)).toEqual([{ expected, got }]);
  });
});
