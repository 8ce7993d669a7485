import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Prediction } from "../../../src/replicate/parse.ts";
import { checkExpectations, patternFailures } from "../../../src/testing/expectations.ts";
import type { Expectations } from "../../../src/testing/options.ts";
import { WORKER } from "../../support/testing-worker.ts";
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
  it.each<[string, Partial<Expectations>, unknown, string]>([
    ["another text", { exactString: "hot" }, "hot dog", "hot dog"],
    ["a list with the text", { exactString: "hot" }, ["hot"], '["hot"]'],
    ["a number of that text", { exactString: "1" }, 1, "1"],
    ["true", { exactString: "true" }, true, "true"],
    ["an object", { exactString: "{}" }, {}, "{}"],
    ["an empty string as null", { exactString: "" }, null, "null"],
    ["no output", { exactString: "x" }, undefined, ""],
    ["null", { exactString: "null" }, null, "null"],
  ])("has %s", (_, some, output, got) => {
    expect(check(some, output)).toEqual([
      {
        expected: expect.stringContaining(some.exactString ?? ""),
        got: expect.stringContaining(got),
      },
    ]);
  });

  it.each([
    ["space around it", "hot", "hot\n", /\b4\b.*U\+000A/],
    ["Windows' line ends", "a\nb", "a\r\nb", /\b2\b.*U\+000D.*U\+000A/],
    ["an invisible character", "hot", "h\u200Bot", /\b2\b.*U\+200B.*U\+006F/],
    [
      "a different end beyond the truncated text",
      "x".repeat(501),
      `${"x".repeat(500)}🌭`,
      /… .*\b501\b.*U\+1F32D.*U\+0078/,
    ],
  ])("names the first character that differs: %s", (_, exactString, output, got) => {
    expect(check({ exactString }, output)).toMatchObject([{ got: expect.stringMatching(got) }]);
  });

  it("reports every expectation that is not met", () => {
    expect(check({ exactString: "a", maxSeconds: 1 }, "c")).toHaveLength(2);
  });

  it("reports how it ended instead of its output", () => {
    const resultOf = (end: End) => check({ exactString: "x" }, undefined, end)[0]?.got;
    const ended = (status: End["status"]) => resultOf({ status, error: undefined });
    expect(resultOf(failed("CUDA out of memory"))).toBe("CUDA out of memory");
    expect(ended("starting")).toBe(ended("aborted"));
    expect(ended("processing")).toBe(ended("canceled"));
    expect(new Set([ended("starting"), ended("processing"), ended("failed")]).size).toBe(3);
  });

  it.each<[End, string]>([
    [WELL, "succeeded"],
    [{ status: "canceled", error: undefined }, "canceled"],
    [{ status: "aborted", error: "is empty" }, "aborted"],
    [failed("something else"), "something else"],
    [failed("IS EMPTY"), "IS EMPTY"],
    [failed(undefined), ""],
  ])("does not have the error: %j", (end, got) => {
    expect(check({ errorContains: "is empty" }, "out", end)).toEqual([
      { expected: expect.stringContaining("is empty"), got: expect.stringContaining(got) },
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
    [2.001, 2, [{ expected: expect.stringContaining("2 s"), got: "2.0 s" }]],
    [61.25, 2.5, [{ expected: expect.stringContaining("2.5 s"), got: "61.3 s" }]],
    [
      undefined,
      2,
      [{ expected: expect.stringContaining("2 s"), got: expect.stringMatching(/\D/) }],
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
    const expected = expect.stringContaining(String(pattern));
    expect(await patternFailures(pattern, output, WORKER)).toEqual([{ expected, got }]);
  });
});
