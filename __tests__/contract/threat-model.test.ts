import { existsSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { at, textOf } from "./repository.ts";

/** Links of a page to files of the repository: what they are called, and where they lead. */
function linksOf(page: string): (readonly [text: string, path: string])[] {
  const links = textOf(page).matchAll(/\[([^\][]+)\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g);
  return [...links].map(([, text = "", path = ""]) => [
    text.replaceAll(/\s+/g, " "),
    posix.join(posix.dirname(page), path),
  ]);
}

const PAGES = ["SECURITY.md", "docs/threat-model.md", "docs/provenance.md"];
const TESTS = linksOf("docs/threat-model.md").filter(([, path]) => /__tests__|fuzz/.test(path));

describe.each(PAGES)("%s", (page) => {
  it("has no broken links", () => {
    const links = linksOf(page);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter(([, path]) => !existsSync(at(path)))).toEqual([]);
  });
});

describe("a defense in the threat model", () => {
  it("is tested: the page links to more than 25 tests", () => {
    expect(TESTS.length).toBeGreaterThan(25);
  });

  it.each(TESTS.filter(([text]) => !/^\d+ properties$|^modes$/.test(text)))(
    "is tested under the linked title: %s",
    (text, path) => {
      expect(textOf(path)).toContain(text);
    },
  );
});

it("docs/provenance.md shows the workflow of the examples", () => {
  const workflow = textOf("examples/workflows/attest.yml");
  expect(textOf("docs/provenance.md")).toContain(`\`\`\`yaml\n${workflow}\`\`\``);
});
