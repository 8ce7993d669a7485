import { describe, expect, it } from "vitest";
import { chart } from "../../../dev/bench/chart.ts";
import { goalsOf, isMet } from "../../../dev/bench/goals.ts";
import {
  buildCacheBlocks,
  buildCachePicture,
  page,
  picture,
  withBuildCache,
} from "../../../dev/bench/page.ts";
import { criticalPath, lengthOf } from "../../../dev/bench/path.ts";
import { comparison, others, verdicts } from "../../../dev/bench/report.ts";
import type { Cost, Results } from "../../../dev/bench/results.ts";
import { median } from "../../../dev/bench/statistics.ts";
import { duration, size, table } from "../../../dev/bench/table.ts";

const LINE = { latency: 100, bytesPerSecond: 40_000_000, binarySize: 20_000_000 };

function cost(overhead: number, more: Partial<Cost> = {}): Cost {
  const rest = { start: 100, requests: 7, bytes: 25_000_000, memory: 90_000_000 };
  return { total: overhead + 2000, overhead, ...rest, ...more };
}

const RESULTS: Results = {
  runs: 5,
  today: cost(1000),
  cold: cost(900),
  warm: cost(340),
  start: 100,
  starts: 25,
  bareNode: 40,
  unchanged: cost(0, { total: 700 }),
  output: { bytes: 1e9, cost: cost(200, { memory: 129e6 }), tenth: cost(200, { memory: 100e6 }) },
  parsing: { plain: 2e9, digests: 1e8 },
  discover: { projects: 500, files: 50_000, shallow: cost(0, { total: 999 }), full: cost(0) },
  sizes: { dist: 2.4e6, distGzipped: 8e5, download: 1.1e6 },
  collection: { models: 500, cost: cost(0, { total: 20_000, requests: 2001 }) },
  hostile: { cases: { "a bomb": 399e6 }, pair: 899e6 },
  removal: { versions: 200, cost: cost(0, { total: 5000, requests: 210 }) },
};

/** The goals that are missed, by what they are about. */
function missed(results: Results): string[] {
  return goalsOf(results, LINE)
    .filter((goal) => !isMet(goal))
    .map(({ what }) => what);
}

describe("a median", () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[10, 2, 4, 100], 7],
  ])("of %j is %d", (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it("of nothing is not a number", () => {
    expect(median([])).toBeNaN();
  });
});

describe("the critical path", () => {
  it("is the download with a cold cache, after the start", () => {
    expect(criticalPath("cold", 80, LINE)).toEqual([
      { name: "start the process", takes: 80 },
      { name: "request Cog", takes: 100 },
      { name: "download it", takes: 600 },
    ]);
  });

  it("is the login with a warm one", () => {
    expect(lengthOf(criticalPath("warm", 80, LINE))).toBe(280);
  });
});

describe("the goals", () => {
  it("report which are missed", () => {
    expect(missed(RESULTS)).toEqual(["Overhead relative to the script, warm tool cache"]);
  });

  it("are missed at an exclusive limit, and met at an inclusive one", () => {
    const unchanged = cost(0, { total: 1500 });
    expect(missed({ ...RESULTS, start: 120, unchanged, warm: cost(250) })).toEqual([
      "Process start to first request",
      "Unchanged push",
    ]);
  });

  it("are missed by what could not be measured", () => {
    const unknown = cost(200, { memory: Number.NaN });
    const results = { ...RESULTS, output: { ...RESULTS.output, cost: unknown } };
    expect(missed(results)).toContain("Peak memory with the largest output");
  });

  it("are missed by one hostile case that takes too long", () => {
    const hostile = { cases: { "a bomb": 400e6, another: 1e6 }, pair: 900e6 };
    expect(missed({ ...RESULTS, hostile })).toEqual(
      expect.arrayContaining([
        "Peak memory: a bomb",
        "Peak memory: two accepted pictures of 49 megapixels",
      ]),
    );
    expect(missed({ ...RESULTS, hostile })).not.toContain("Peak memory: another");
  });

  it("are printed, met or not", () => {
    const printed = verdicts(RESULTS, LINE);
    expect(printed).toMatch(/warm tool cache +\| +at most 0\.25 \| +0\.34 \| \*\*missed\*\* \|/);
    expect(printed).toMatch(/Unchanged push +\| below 1500 ms \| +700 ms \| +met \|/);
  });
});

describe("a table", () => {
  it("aligns its columns", () => {
    expect(
      table(
        ["", "Total"],
        [
          ["a", "1 s"],
          ["longer", "100 ms"],
        ],
      ),
    ).toBe(
      [
        "|        |  Total |",
        "| ------ | -----: |",
        "| a      |    1 s |",
        "| longer | 100 ms |",
      ].join("\n"),
    );
  });

  it("has the script beside the action, with ratios", () => {
    expect(comparison(RESULTS)).toMatch(/cold tool cache +\| +2\.90 s \| +900 ms \| +0\.90 \|/);
  });

  it("states prominently that discover was not measured", () => {
    expect(others({ ...RESULTS, discover: undefined })).toContain("NOT MEASURED");
  });

  it.each([
    [999.4, "999 ms"],
    [1234, "1.23 s"],
    [Number.NaN, "–"],
  ])("writes %d milliseconds as %s", (value, text) => {
    expect(duration(value)).toBe(text);
  });

  it.each([
    [2500, "2.5 kB"],
    [25_000_000, "25.0 MB"],
    [1e9, "1.0 GB"],
    [Number.NaN, "–"],
  ])("writes %d bytes as %s", (value, text) => {
    expect(size(value)).toBe(text);
  });
});

describe("the chart", () => {
  const widths = (svg: string) =>
    [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));

  it("has bars in proportion, and a mark where one can't get below", () => {
    const svg = chart(
      "Time",
      [
        { name: "a", value: 100 },
        { name: "b", value: 50, mark: 40 },
      ],
      "least",
    );
    const [a = 0, b = 0] = widths(svg);
    expect(b).toBeCloseTo(a / 2, 1);
    expect(svg.match(/<line class="mark"/g)).toHaveLength(2);
  });

  it("escapes what it is given", () => {
    expect(chart('a & "b" <c>', [{ name: "<x>", value: 1 }], "&")).not.toMatch(/<x>|& |"b"/);
  });

  it("shows the script and the action twice", () => {
    expect(widths(picture(RESULTS, LINE))).toHaveLength(3);
  });
});

describe("the page", () => {
  it("states the ratios in its text, which hold on other machines", () => {
    const text = page(RESULTS, LINE, 2000).replace(/\s+/g, " ");
    expect(text).toContain("takes 34 % of the time of a typical shell script if Cog is in");
    expect(text).toContain("90 % if it has to download Cog");
    expect(text).toContain("1.13 (cold) and 1.13 (warm) times the critical path");
    expect(text).toContain("uses 1.29 times the memory");
  });
});

describe("the part of the build cache", () => {
  const TIMES = { without: 20, first: 20.8, same: 1, changed: 2 };
  const blocks = buildCacheBlocks(TIMES, 3, 20);
  const before = page(RESULTS, LINE, 2000);

  it("has the ratio for users first, and the goals at the end", () => {
    const added = withBuildCache(before, blocks);
    const headings = [...added.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(["Build cache", "For maintainers"]);
    expect(added).toMatch(/## Build cache\n\n.* takes 10\.0 % of the time/);
    const [, goals = ""] = added.split("### Goals");
    expect(goals).toMatch(/writes the build cache +\| +at most 1\.03 \| +1\.040 \| +\*\*missed/);
    expect(goals).toMatch(/One line changed.* +\| +at most 0\.15 \| +0\.100 \| +met/);
  });

  it("is updated separately, and kept when everything else is measured", () => {
    const added = withBuildCache(before, blocks);
    const next = buildCacheBlocks({ ...TIMES, changed: 4 }, 1, 20);
    expect(withBuildCache(added, next)).toBe(withBuildCache(before, next));
    expect(withBuildCache(added, next)).not.toBe(added);
    expect(withBuildCache(before, added)).toBe(added);
    expect(withBuildCache(before, "# Performance\n")).toBe(before);
  });

  it("has a chart of four bars, without marks", () => {
    const svg = buildCachePicture(TIMES);
    expect(svg.match(/<rect /g)).toHaveLength(4);
    expect(svg).toContain(">20.8 s<");
    expect(svg).not.toContain("<line");
  });
});
