import { describe, expect, it } from "vitest";
import { formatBytes, formatDuration } from "../../../src/lib/units.ts";
import { block, code, details, link, table } from "../../../src/markdown/markdown.ts";

describe("a text as code", () => {
  it.each([
    ["plain", "`plain`"],
    ["a `tick` in it", "`a 'tick' in it`"],
    ["``", "`''`"],
    ["a | b", "`a \\| b`"],
    ["two\nlines\r\nand\ttabs", "`two lines and tabs`"],
    ["<b>bold</b>", "`<b>bold</b>`"],
  ])("%j is %s", (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  it("may have any number of backslashes", () => {
    const text = "\\".repeat(150_000);
    expect(code(text)).toBe(`\`${text}\``);
  });
});

describe("a link", () => {
  it.each([
    [
      "hot`dog|x",
      "https://replicate.com/acme/hotdog",
      "[`hot'dog\\|x`](https://replicate.com/acme/hotdog)",
    ],
    ["x", "https://e.example/a b", "[`x`](https://e.example/a%20b)"],
    ["x", "https://e.example/a)b(c", "[`x`](https://e.example/a%29b%28c)"],
    ["x", "https://e.example/a|b\nc", "[`x`](https://e.example/a%7Cb%0Ac)"],
    ["x", 'https://e.example/<">', "[`x`](https://e.example/%3C%22%3E)"],
  ])("of %j to %j can't break out of its place", (text, url, expected) => {
    expect(link(text, url)).toBe(expected);
  });
});

describe("a block", () => {
  it.each([
    ["no backticks", "```"],
    ["`one`", "```"],
    ["``` fence ```", "````"],
    ["`````", "``````"],
  ])("of %j is fenced by %s", (text, fence) => {
    expect(block("sh", text)).toBe(`${fence}sh\n${text}\n${fence}`);
  });

  it("may have any number of backticks", () => {
    const text = "` ".repeat(200_000);
    expect(block("text", text)).toBe(`\`\`\`text\n${text}\n\`\`\``);
  });

  it("does not modify what looks like HTML or markdown", () => {
    expect(block("text", "<details>\n| a |\n# b")).toBe("```text\n<details>\n| a |\n# b\n```");
  });
});

describe("a table", () => {
  it("has a head, a rule and its rows", () => {
    expect(table(["A", "B"], [["1", "2"]])).toBe("| A | B |\n| --- | --- |\n| 1 | 2 |");
  });

  it("leaves out rows of which a cell is not known", () => {
    const rows = [
      ["kept", "1"],
      ["gone", undefined],
      ["gone", ""],
      ["kept", "0"],
    ];
    expect(table(["", ""], rows)).toBe("|  |  |\n| --- | --- |\n| kept | 1 |\n| kept | 0 |");
  });
});

it("a folded section can't be ended by its title", () => {
  const section = details("a </summary> & <b>", "body");
  expect(section).toContain("<summary>a &lt;/summary&gt; &amp; &lt;b&gt;</summary>\n\nbody\n\n");
  expect(section.match(/<\/?details>/g)).toEqual(["<details>", "</details>"]);
});

describe("bytes", () => {
  it.each([
    [0, "0 B"],
    [1, "1 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [1049, "1.0 kB"],
    [1_500_000, "1.5 MB"],
    [999_999, "1.0 MB"],
    [1_000_000, "1.0 MB"],
    [1_000_000_000, "1.0 GB"],
    [31_800_000_000, "31.8 GB"],
    [2_000_000_000_000, "2.0 TB"],
    [5_000_000_000_000_000, "5000.0 TB"],
  ])("%d are %s", (count, expected) => {
    expect(formatBytes(count)).toBe(expected);
  });
});

describe("a duration", () => {
  it.each([
    [0, "0.0 s"],
    [0.249, "0.2 s"],
    [59.9, "59.9 s"],
    [59.97, "1 min 0 s"],
    [60, "1 min 0 s"],
    [61.4, "1 min 1 s"],
    [119.7, "2 min 0 s"],
    [3725, "62 min 5 s"],
  ])("of %d seconds is %s", (seconds, expected) => {
    expect(formatDuration(seconds)).toBe(expected);
  });
});
