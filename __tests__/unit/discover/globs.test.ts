import { describe, expect, it } from "vitest";
import {
  fromRoot,
  globMatcher,
  globsMatcher,
  withDescendants,
} from "../../../src/discover/globs.ts";

// What `git ls-files ':(glob)…'` lists of these paths.
describe("a glob of the settings matches as git's do", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ["a", ["a"], ["a/b", "A"]],
    ["*", ["a", ".github"], ["a/b"]],
    ["a/*", ["a/b", "a/.b"], ["a", "a/b/c"]],
    ["a?c", ["abc"], ["a/c", "ac"]],
    ["**/b", ["b", "a/b", "a/x/b"], ["ab"]],
    ["a/**", ["a/b", "a/b/c"], ["a", "ab"]],
    ["a/**/c", ["a/c", "a/b/c"], ["ac"]],
    ["[a-c]", ["b"], ["d"]],
    ["[!a-c]", ["d"], ["b"]],
    ["[^a-c]", ["d"], ["b"]],
    ["a[!b]c", ["axc"], ["abc", "a/c"]],
    ["a[+-9]c", ["a1c"], ["a/c"]],
    ["[z-a]", ["z"], ["a", "-", "b"]],
    ["[!z-a]", ["a", "-", "b"], ["z", "/"]],
    ["[zz-a-a]", ["z", "-", "a"], ["b"]],
    ["[a-]", ["a", "-"], ["b"]],
    ["a+(b).c", ["a+(b).c"], ["aab.c"]],
    ["a\\*", ["a*"], ["ab", "a\\b"]],
    ["[🌭🍕]?", ["🌭🍕"], ["🌭", "🌭/"]],
  ])("%s", (glob, matching, others) => {
    const isMatch = globMatcher(glob);
    expect([...matching, ...others].filter(isMatch)).toEqual(matching);
  });
});

describe("a hostile glob", () => {
  it("matches at once", () => {
    const name = "a".repeat(200);
    expect([name, `${name}b`].filter(globMatcher("*a*a*a*a*b"))).toEqual([`${name}b`]);
  });

  it("is read at once", () => {
    const brackets = "[".repeat(100_000);
    expect(["[", brackets].filter(globMatcher(brackets)).length).toBe(1);
  });
});

describe("paths of a project", () => {
  it.each<[readonly string[], readonly string[], readonly string[]]>([
    [["./a/"], ["a", "a/b"], ["ab"]],
    [["/a", "!/a/*.md"], ["a", "a/b"], ["a/b.md"]],
    [["/"], ["a/b"], []],
    [["a", "!a/*.md"], ["a/b.py"], ["a/b.md"]],
    [["."], ["a/b"], []],
    [["!a"], [], ["a", "b"]],
  ])("%j", (globs, matching, others) => {
    const isMatch = globsMatcher(withDescendants(globs.map((glob) => fromRoot(glob))));
    expect([...matching, ...others].filter(isMatch)).toEqual(matching);
  });
});
