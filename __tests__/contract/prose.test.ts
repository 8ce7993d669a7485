import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DIALECT } from "./dialect.ts";
import { at, textOf } from "./repository.ts";

const pagesIn = (directory: string): string[] =>
  readdirSync(at(directory))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${directory}${name}`);

const PAGES = [
  ...pagesIn(""),
  ...pagesIn("docs/"),
  ...pagesIn("examples/"),
  ...pagesIn("dev/sandbox/"),
  ...["", "discover/", "sweep/", "collect/"].map((directory) => `${directory}action.yml`),
];

/** The lines of a page with one of these phrases, code left out. */
function linesWith(pattern: RegExp, page: string): string[] {
  return page
    .replaceAll(/^ *```[\s\S]*?^ *```$/gm, "")
    .replaceAll(/`[^`\n]*`/g, "`…`")
    .split("\n")
    .filter((line) => pattern.test(line));
}

describe("the prose of a page", () => {
  it.each(PAGES)("uses common words: %s", (path) => {
    expect(linesWith(DIALECT, textOf(path))).toEqual([]);
  });

  it("is extracted, and code is not", () => {
    const page = "It is told.\n```\ntold\n```\nSet `told`.\nThere is a told tale.";
    expect(linesWith(DIALECT, page)).toEqual(["It is told.", "There is a told tale."]);
  });

  it("is checked by the spelling checker, which knows each of the files", () => {
    const { files }: { files: string[] } = JSON.parse(textOf("cspell.json"));
    for (const pattern of ["*.md", "docs/*.md", "examples/**/*.md", "dev/sandbox/*.md"])
      expect(files).toContain(pattern);
    expect(textOf("package.json")).toContain('"check": "node dev/scripts/check.ts"');
    expect(textOf("dev/scripts/check.ts")).toMatch(/^ {2}"cspell\b/m);
  });
});
