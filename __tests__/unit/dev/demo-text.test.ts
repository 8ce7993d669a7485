import { describe, expect, it } from "vitest";
import { demoPage } from "../../../dev/scripts/demo-page.ts";
import { logLines } from "../../../dev/scripts/demo-text.ts";
import { githubCard } from "../../../dev/scripts/github-page.ts";

const ID = `0123456789ab${"c".repeat(52)}`;
const LOG = [
  "::add-mask::secret",
  "::group::cog push --progress=plain r8.im/acme/hotdog",
  "#1 building",
  "",
  `pushed ${ID}`,
  "::endgroup::",
  `::notice::acme/hotdog has a new version: ${ID}`,
  "::error title=Two problems::Found 2 problems:%0A  1. 100%25 full%0A%0A  2. too",
  "push: 0.4 s",
].join("\n");

describe("the log of the demo", () => {
  it("has Cog's output as one line, annotations by kind, and short IDs", () => {
    expect(logLines(LOG, false)).toEqual([
      { kind: "folded", text: "▸ cog push: 2 lines of Cog's output" },
      { kind: "notice", text: "acme/hotdog has a new version: 0123456789ab…" },
      { kind: "error", text: "Found 2 problems:" },
      { kind: "plain", text: "    1. 100% full" },
      { kind: "plain", text: "    2. too" },
      { kind: "plain", text: "push: 0.4 s" },
    ]);
  });

  it("has all of it with --full", () => {
    const lines = logLines(LOG, true);
    expect(lines.filter(({ kind }) => kind === "folded").map(({ text }) => text)).toEqual([
      "▸ cog push --progress=plain r8.im/acme/hotdog",
      "#1 building",
      `pushed ${ID}`,
    ]);
  });
});

describe("a text as GitHub shows it", () => {
  it.each([
    ["> [!CAUTION]\n> It **failed**.", '<div class="alert caution"><b>Caution</b><p>It <strong>'],
    ["> [!NOTE]\n> One.\n>\n> Two.", '<div class="alert note"><b>Note</b><p>One.</p>'],
    ["> [!OTHER]\n> It failed.", "<blockquote><p>[!OTHER]"],
    ["> Said.", "<blockquote><p>Said."],
    ["<details><summary>More</summary>\n\n| a |\n| - |\n| b |\n\n</details>", "<table>"],
  ])("renders %j", (markdown, html) => {
    expect(githubCard(markdown, "")).toContain(html);
  });
});

describe("the page of the demo", () => {
  it("shows a report as a page of its own, and none where no prediction ran", () => {
    const result = {
      ...{ code: 0, log: "", outputs: {}, summary: "", state: {}, path: [], errors: [] },
      ...{ warnings: [], notices: [], masks: [], files: {} },
    };
    const shown = (report: string) =>
      demoPage([{ title: "A", notice: "b", scene: { result, texts: { comment: "c" }, report } }]);
    expect(shown('<p title="&amp;">')).toContain('srcdoc="<p title=&quot;&amp;amp;&quot;>"');
    expect(shown("")).not.toContain("iframe>");
  });
});
