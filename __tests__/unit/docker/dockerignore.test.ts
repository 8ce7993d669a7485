import { describe, expect, it } from "vitest";
import { contextFilter } from "../../../src/docker/dockerignore.ts";

/** Of these paths, those that enter the image. */
function entering(text: string, paths: readonly string[]): string[] {
  return paths.filter(contextFilter(text));
}

describe("the files that enter an image", () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    ["a name at the root", "docs", ["docs", "docs/a/b"], ["a/docs", "docs2", "doc"]],
    ["a slash at the end", "weights/", ["weights/a", "weights/"], ["x/weights/a"]],
    ["a slash in front", "/weights", ["weights/a"], ["x/weights/a"]],
    ["a dot in front", "./weights", ["weights/a"], ["x/weights/a"]],
    ["a slash too many", "a//b", ["a/b", "a/b/c"], ["a"]],
    ["a way back", "a/../b", ["b/x"], ["a/x"]],
    ["spaces around, and one within", "  a b \t", ["a b/c"], ["a", "b"]],
    ["an asterisk, which stays in a directory", "*.pyc", ["a.pyc"], ["b/c.pyc", "a.py"]],
    ["two, which do not", "**/*.pyc", ["a.pyc", "b/c.pyc", "a/b/c.pyc"], ["a.py"]],
    ["two amid a path", "x/**/y", ["x/y", "x/a/y", "x/a/b/y/z"], ["x", "y"]],
    ["a question mark", "a?c", ["abc", "a.c"], ["ac", "a/c"]],
    ["a class", "[x-z].py", ["x.py", "z.py"], ["a.py"]],
    ["an escaped asterisk", "a\\*b", ["a*b"], ["axb"]],
    ["two before a name's end", "**.py", ["a.py", "b/c.py", ".py"], ["a.pyc", "py"]],
    ["two before a path's end", "**b/c", ["b/c", "ab/c", "x/b/c/d"], ["b", "bc"]],
    ["two before a further sign", "**.p?", [".py", "a/.py"], ["a.py"]],
    ["all but a name's end", "*\n!**.py", ["a.txt", "b/c.txt"], ["a.py", "b/c.py", "b/"]],
    ["signs of regular expressions", "a+(b|c){1}", ["a+(b|c){1}"], ["ab", "aab"]],
    ["an escaped sign", "a\\+b", ["a+b"], ["aab"]],
    ["capitals", "Models", ["Models/a"], ["models/a", "MODELS"]],
    ["other letters", "é 🌭", ["é 🌭/x"], ["e"]],
    ["a line break of Windows", "a\r\nb\r\n", ["a", "b/c"], ["c"]],
    ["a mark of the encoding", "\uFEFFdocs\n", ["docs/a"], ["a"]],
    ["comments and empty lines", "# a\n\n#b\nc\n", ["c"], ["a", "b", "#b", "# a"]],
    ["its own name", ".dockerignore", [".dockerignore"], [".gitignore"]],
    ["everything", "**", ["a", "b/c"], []],
    ["all but a directory", "*\n!src", ["a.py", "srcx"], ["src", "src/a.py", "src/b/c.py"]],
    ["all but a directory with a slash", "*\n!src/", ["a.py"], ["src/a.py", "src/"]],
    ["all but what is in a directory", "*\n!src/**", ["a.py"], ["src/a.py", "src/b/c.py"]],
    ["all but a file in a directory", "*\n!src/b/c.py", ["src/a.py", "src/b/d"], ["src/b/c.py"]],
    ["an exception below a name with a sign", "*\n!a+b/c/d", ["a+b/x"], ["a+b/c", "a+b/c/d"]],
    ["an exception with a space", "*\n! src", ["a"], ["src/a"]],
    ["an exception of an exception", "*\n!src\nsrc/b", ["a", "src/b/c"], ["src/a"]],
    ["an exception too early", "!a\na", ["a"], ["b"]],
    ["an exception from a wildcard", "docs/*\n!docs/keep", ["docs/a"], ["docs/keep/x"]],
    ["an exception for a directory of which only a file is excluded", "x/y\n!x", ["x/y"], ["x/z"]],
    ["a question mark, for any letter", "?", ["🌭"], ["🌭🌭"]],
    ["a class, for a slash, too", "a[^b]c", ["a/c", "axc"], ["abc"]],
    ["a mark of the encoding before a comment", "\uFEFF#a\nb", ["b"], ["a", "#a"]],
    ["an exception deep below", "**/*.txt\n!src/keep.txt", ["a/b.txt"], ["src/keep.txt"]],
  ])("are found by %s", (_, text, left, entered) => {
    expect(entering(text, [...left, ...entered])).toEqual(entered);
  });

  it.each([
    ["none, or an empty one", ""],
    ["one of comments", "# a\n# b\n"],
    ["one that names nothing", "!\n/\n.\n"],
    // Docker refuses it itself, in its own words.
    ["one that Docker will reject", "["],
    ["one that Docker will reject for a range", "a\n[c-a]"],
    // What Docker makes a regular expression of, without escaping it.
    ["one with alternatives", "a|b*"],
    ["one with a class of letters", "\\w"],
    ["one that is too long", `*\n#${"x".repeat(250_000)}`],
  ])("are all of them with %s", (_, text) => {
    expect(entering(text, ["a", "b/c", ".dockerignore", ".gitignore", ".github/x"])).toHaveLength(
      5,
    );
  });

  it.each(["", "*\n!.git", "!.git"])("are never git's own: %j", (text) => {
    expect(entering(text, [".git", ".git/", ".git/config", "", "/"])).toEqual([]);
  });

  it("are never what Cog writes there", () => {
    const paths = [".cog/", ".cog/tmp/build/cog.whl", ".cogx", "a/.cog/x"];
    expect(entering("*\n!.cog\n!.cogx\n!a", paths)).toEqual([".cogx", "a/.cog/x"]);
  });

  it("are found at once, whatever the pattern", () => {
    const name = "a".repeat(200);
    expect(entering("*a*a*a*a*b", [name, `${name}b`])).toEqual([name]);
  });

  it("are all of them where comparing would take too long", () => {
    const long = "a".repeat(3001);
    expect(entering("*\n".repeat(100_000), ["a", long])).toEqual([long]);
  });

  it("include a submodule's own .git", () => {
    expect(entering("", ["lib/.git", ".gitmodules"])).toEqual(["lib/.git", ".gitmodules"]);
  });

  it.each<[string, string, readonly string[], readonly string[]]>([
    ["left out", "weights\nbuild/", ["weights/", "build/"], ["src/"]],
    ["left out by a wildcard", "**/__pycache__", ["__pycache__/", "a/__pycache__/"], ["a/"]],
    ["taken back in", "*\n!src", ["weights/"], ["src/"]],
    ["taken back in, in part", "*\n!src/b/c.py", ["a/", "src/a/"], ["src/", "src/b/"]],
    ["taken back in by a wildcard", "*\n!weights/*.bin", ["src/"], ["weights/"]],
    ["perhaps taken back in", "*\n!*/keep", [], ["a/"]],
    ["perhaps taken back in, at any depth", "*\n!**/*.py", [], ["a/", "a/b/"]],
    ["taken back in below a directory", "*\n!a/**/*.py", ["b/"], ["a/", "a/b/c/"]],
  ])("may lie in a directory that is %s", (_, text, left, entered) => {
    expect(entering(text, [...left, ...entered])).toEqual(entered);
  });

  it.each<[string, string, readonly string[], readonly string[]]>([
    ["is named in part", "*\n!lib/src", ["other"], ["lib"]],
    ["is named with all below", "*\n!lib/**", ["other"], ["lib"]],
    ["is named at any depth", "*\n!lib/**/*.py", ["lib/README.md", "README.md"], ["lib"]],
  ])("may lie in a submodule that %s", (_, text, left, entered) => {
    expect(entering(text, [...left, ...entered])).toEqual(entered);
  });
});
