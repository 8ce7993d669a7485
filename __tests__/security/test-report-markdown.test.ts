import { describe, expect, it } from "vitest";
import { renderTestReport } from "../../src/testing/render.ts";
import type { TestReport } from "../../src/testing/test-report.ts";
import { HOSTILE, NEWLINES, structureOf } from "../unit/testing/gate-support.ts";
import { FAILURE, PICTURE, shown, testReport } from "../unit/testing/report-support.ts";

const ALL = [...HOSTILE, ...NEWLINES];

/** Each place of a test report that shows text from others. */
const PLACES: Record<string, (text: string) => TestReport> = {
  name: (name) => testReport([{ name, failures: [FAILURE] }]),
  "name of a judged one": (name) =>
    testReport([{ name, transcript: ["Question to a/b: q", "- yes: a"] }]),
  "name of one with pictures": (name) => testReport([{ name, output: PICTURE }]),
  "name of a compared one": (name) =>
    testReport([{ name, before: { kind: "succeeded", output: "x" } }]),
  input: (text) => testReport([{ inputs: { prompt: text }, failures: [FAILURE] }]),
  "input's name": (text) => testReport([{ inputs: { [text]: 1 }, failures: [FAILURE] }]),
  output: (output) => testReport([{ output, failures: [FAILURE] }]),
  "output in a list": (output) => testReport([{ output: [output], failures: [FAILURE] }]),
  "output before": (output) => testReport([{ before: { kind: "succeeded", output } }]),
  "error before": (error) => testReport([{ before: { kind: "failed", error } }]),
  "error before pictures": (error) =>
    testReport([{ output: PICTURE, before: { kind: "failed", error } }]),
  expectation: (expected) => testReport([{ failures: [{ expected, got: "x" }] }]),
  error: (got) => testReport([{ failures: [{ expected: "no error", got }] }]),
  log: (line) => testReport([{ failures: [FAILURE], log: [line, line] }]),
  "log of setup": (line) => testReport([], { verdict: "setup failed", log: [line] }),
  question: (question) =>
    testReport([{ transcript: [`Question to a/b: ${question}`, "- yes: a"] }]),
  answer: (answer) => testReport([{ transcript: ["Question to a/b: q", `- ${answer}`] }]),
  page: (text) => testReport([{ url: `https://a.example/${text}`, failures: [FAILURE] }]),
  "page of the boot": (text) =>
    testReport([], { verdict: "stuck", url: `https://a.example/${text}` }),
};

describe.each(Object.entries(PLACES))("the %s of a test report", (_place, of) => {
  it.each(ALL)("does not change its structure with %s", (_, text) => {
    const [ordinary, hostile] = ["mustard", text].map((one) =>
      structureOf(renderTestReport(of(one))),
    );
    expect(hostile).toEqual(ordinary);
  });
});

// Names and pages are shown as code or as URLs, which escape some of these characters.
const SHOWN = Object.entries(PLACES).filter(([place]) => !/page|name/.test(place));

it.each(SHOWN)("the %s of a test report is shown unchanged", (_, of) => {
  expect(shown(renderTestReport(of("<b>*ketchup*</b> & 'x'")))).toContain("<b>*ketchup*</b> & 'x'");
});

describe("long texts in a test report", () => {
  const LONG = "x".repeat(100_000);

  // A page is a URL of Replicate's, which would be broken if it were cut.
  it.each(Object.entries(PLACES).filter(([place]) => !place.startsWith("page")))(
    "are truncated: the %s",
    (_place, of) => {
      expect(renderTestReport(of(LONG)).length).toBeLessThan(6000);
    },
  );

  it("of many failed cases are those of ten", () => {
    const cases = Array.from({ length: 50 }, (_, n) => ({ name: `c${n}`, failures: [FAILURE] }));
    const text = renderTestReport(testReport(cases));
    expect(text.match(/Failed: /g)).toHaveLength(10);
    expect(text).toMatch(/^\| \[`c49`\]\([^)]*\) \| \*\*failed\*\* \|/m);
  });
});
