import { describe, expect, it } from "vitest";
import { renderTestReport } from "../../src/testing/render.ts";
import type { TestReport } from "../../src/testing/test-report.ts";
import { HOSTILE, NEWLINES, structureOf } from "../unit/gate-support.ts";
import { FAILURE, PICTURE, shown, trial } from "../unit/report-support.ts";

const ALL = [...HOSTILE, ...NEWLINES];

/** Each place where somebody's words stand in a trial. */
const PLACES: Record<string, (text: string) => TestReport> = {
  name: (name) => trial([{ name, failures: [FAILURE] }]),
  "name of a judged one": (name) =>
    trial([{ name, transcript: ["Question to a/b: q", "- yes: a"] }]),
  "name of one with pictures": (name) => trial([{ name, output: PICTURE }]),
  "name of a compared one": (name) => trial([{ name, before: { kind: "succeeded", output: "x" } }]),
  input: (text) => trial([{ inputs: { prompt: text }, failures: [FAILURE] }]),
  "input's name": (text) => trial([{ inputs: { [text]: 1 }, failures: [FAILURE] }]),
  output: (output) => trial([{ output, failures: [FAILURE] }]),
  "output in a list": (output) => trial([{ output: [output], failures: [FAILURE] }]),
  "output before": (output) => trial([{ before: { kind: "succeeded", output } }]),
  "error before": (error) => trial([{ before: { kind: "failed", error } }]),
  "error before pictures": (error) =>
    trial([{ output: PICTURE, before: { kind: "failed", error } }]),
  expectation: (expected) => trial([{ failures: [{ expected, got: "x" }] }]),
  error: (got) => trial([{ failures: [{ expected: "no error", got }] }]),
  log: (line) => trial([{ failures: [FAILURE], log: [line, line] }]),
  "log of setup": (line) => trial([], { verdict: "setup failed", log: [line] }),
  question: (question) => trial([{ transcript: [`Question to a/b: ${question}`, "- yes: a"] }]),
  answer: (answer) => trial([{ transcript: ["Question to a/b: q", `- ${answer}`] }]),
  page: (text) => trial([{ url: `https://a.example/${text}`, failures: [FAILURE] }]),
  "page of the boot": (text) => trial([], { verdict: "stuck", url: `https://a.example/${text}` }),
};

describe.each(Object.entries(PLACES))("the %s of a trial", (_place, of) => {
  it.each(ALL)("does not change its structure with %s", (_, text) => {
    const [ordinary, hostile] = ["mustard", text].map((one) =>
      structureOf(renderTestReport(of(one))),
    );
    expect(hostile).toEqual(ordinary);
  });
});

// Names, faults and pages stand as code or as addresses, which have signs of their own for some of these.
const SHOWN = Object.entries(PLACES).filter(([place]) => !/page|name|fault/.test(place));

it.each(SHOWN)("the %s of a trial is shown as it is", (_, of) => {
  expect(shown(renderTestReport(of("<b>*ketchup*</b> & 'x'")))).toContain("<b>*ketchup*</b> & 'x'");
});

describe("long texts of a trial", () => {
  const LONG = "x".repeat(100_000);

  it.each([
    "input",
    "output",
    "output in a list",
    "output before",
    "fault before",
    "fault before pictures",
  ])("are cut: the %s", (place) => {
    expect(renderTestReport(PLACES[place]?.(LONG) ?? trial()).length).toBeLessThan(6000);
  });

  // What is expected stands there as the file has it, and a log has 20 lines of any length.
  it.each(["expectation", "log", "log of setup", "question", "answer", "name"])(
    "are cut: the %s",
    (place) => {
      expect(renderTestReport(PLACES[place]?.(LONG) ?? trial()).length).toBeLessThan(6000);
    },
  );

  it("of many failed cases are those of ten", () => {
    const cases = Array.from({ length: 50 }, (_, n) => ({ name: `c${n}`, failures: [FAILURE] }));
    const text = renderTestReport(trial(cases));
    expect(text.match(/Failed: /g)).toHaveLength(10);
    expect(text).toContain("0 of 50 test cases passed.");
    expect(text).toMatch(/^\| \[`c49`\]\([^)]*\) \| \*\*failed\*\* \|/m);
  });
});
