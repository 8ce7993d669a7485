import fc from "fast-check";
import { heardIn } from "../../__tests__/security/log-commands.ts";
import { structureOf } from "../../__tests__/unit/testing/gate-support.ts";
import { HOTDOG, testReport } from "../../__tests__/unit/testing/report-support.ts";
import { renderDryRun, renderFailure } from "../../src/commands/summary.ts";
import { renderCompatibility } from "../../src/compatibility/render.ts";
import { withoutCommands } from "../../src/lib/log.ts";
import { parseModelName } from "../../src/lib/model-name.ts";
import { truncateMarkdown } from "../../src/lib/truncate-markdown.ts";
import { address, block, code, details, link, plain, table } from "../../src/markdown/markdown.ts";
import { putBlock, versionInNotes } from "../../src/release-notes/render.ts";
import { parseSuite } from "../../src/testing/parse.ts";
import { renderTestReport } from "../../src/testing/render.ts";
import { type Property, property, valueOrRefusal } from "./property.ts";
import { almost, json, text } from "./texts.ts";

const ID = "5c7d".repeat(16);

/** Every place of a page that anybody's words are put in. */
const PLACES: Readonly<Record<string, (words: string) => string>> = {
  "a text among words": (words) => `Some ${plain(words)} more.`,
  "a code span": (words) => `Some ${code(words)} more, and ${code(words)}.`,
  "cells of a table": (words) =>
    table(
      ["A", "B"],
      [
        [code(words), plain(`x${words}`)],
        ["1", "2"],
      ],
    ),
  "a link": (words) => `See ${link(words, `https://a.example/${words}`)} and more.`,
  "an attribute": (words) => `<img src="${address(`https://a.example/${words}.png`)}" alt="x">`,
  "a block": (words) => `${block("text", words)}\n\nmore`,
  "a folded section": (words) => `${details("Failed", block("text", words), words)}\n\nmore`,
  "a failure": (words) =>
    renderFailure([{ code: "broken", message: words, hint: words, details: `x${words}` }]),
  "a dry run": (words) => renderDryRun(HOTDOG, [`build ${words}`, "push"]),
  "a test report": (words) =>
    renderTestReport(
      testReport([
        {
          name: `x${words}`,
          inputs: { text: words },
          output: `x${words}`,
          failures: [{ expected: words, got: words }],
          log: [`x${words}`],
        },
      ]),
    ),
  "a table of changes": (words) =>
    renderCompatibility({
      verdict: "breaking",
      changes: [
        {
          part: "Input",
          name: `x${words}`,
          before: words,
          after: words,
          verdict: "breaking",
          findings: [{ code: "choices-removed", about: words, effect: "narrower" }],
        },
      ],
    }),
};

/** Plain words in as many lines: a failure keeps its line breaks, and they are all that words may add to it. */
function harmless(place: string, words: string): string {
  return place === "a failure" && /\n/.test(words)
    ? words.replace(/[^\r\n]*\S[^\r\n]*/g, "mustard")
    : "mustard";
}

const pages = Object.entries(PLACES).map(([place, render]) =>
  property(
    `reports: any words keep to their place in ${place}`,
    text,
    (words) =>
      JSON.stringify(structureOf(render(words))) ===
      JSON.stringify(structureOf(render(harmless(place, words)))),
  ),
);

const SUITE = {
  model: "acme/hotdog",
  test_model: "acme/hotdog-test",
  parallel: 2,
  deployment: { owner: "acme", name: "live", hardware: "cpu" },
  predict: {
    compare_outputs: true,
    predict_timeout: 60,
    test_cases: [
      { inputs: { text: "a" }, exact_string: "a", name: "one" },
      { inputs: {}, matches: "a|b", max_seconds: 3, jq_query: ".a" },
      { inputs: {}, error_contains: "no", compare: true },
    ],
  },
};

const section = fc
  .tuple(text, text)
  .map(([title, words]) => details("Failed", block("text", words), title));

export const REPORTS: readonly Property[] = [
  ...pages,
  property(
    "reports: a comment that is cut is whole, and never longer than it may be",
    fc.tuple(fc.array(section, { maxLength: 5 }), fc.integer({ min: 60, max: 1500 })),
    ([sections, most]) => {
      const body = ["### Title", ...sections, "The end."].join("\n\n");
      const cut = truncateMarkdown(body, most);
      const tags = structureOf(cut).filter(
        (tag) => !/^<\/?(details|summary|pre|code|h3|p)$/.test(tag),
      );
      return (
        cut.length <= Math.max(most, body.length) &&
        (cut === body || cut.length <= most) &&
        tags.length === 0
      );
    },
  ),
  property(
    "reports: any notes of a release have one block of ours, and keep all else",
    fc.tuple(text, text, text),
    ([before, told, again]) => {
      const first = putBlock(before, HOTDOG, ID, told);
      const second = putBlock(first, HOTDOG, ID, again);
      const third = putBlock(second, HOTDOG, ID, again);
      return (
        second === third &&
        versionInNotes(first, HOTDOG) === ID &&
        (before.trim() === "" || second.startsWith(before))
      );
    },
  ),
  property("log: no text is a command to the runner", text, (words) => {
    return heardIn(withoutCommands(words)).length === 0;
  }),
  property("test cases: any text is read, or refused in one error", text, async (words) => {
    await valueOrRefusal(
      () => parseSuite(words, "Input test-cases"),
      (problem) => problem.startsWith("Input test-cases is not a valid test suite: "),
    );
    return true;
  }),
  property(
    "test cases: any JSON is read, or refused in one error",
    fc.oneof(json, almost(SUITE), almost(SUITE.predict.test_cases)),
    async (content) => {
      const suite = await valueOrRefusal(() => parseSuite(JSON.stringify(content), "tests.yaml"));
      const { model } = suite?.defaults ?? {};
      const isName =
        model === undefined || parseModelName(`${model.owner}/${model.name}`) !== undefined;
      return isName && (suite === undefined || suite.parallel >= 1);
    },
  ),
];
