import { describe, expect, it } from "vitest";
import { callsIn, isDecoration, nameOf, patternOf, templateOf } from "../../dev/faults/calls.ts";
import type { Cell, Verdict } from "../../dev/faults/cell.ts";
import { inPool } from "../../dev/faults/pool.ts";
import { unfitIn } from "../../dev/faults/rules.ts";
import { distinct, sliceOf } from "../../dev/faults/slice.ts";
import { grids, totals } from "../../dev/faults/table.ts";
import { formsOf, leaks } from "../../dev/faults/traces.ts";
import type { RequestRecord } from "../../dev/sandbox/server.ts";

const ID = "c".repeat(64);

function request(method: string, path: string, by: RequestRecord["by"] = "other"): RequestRecord {
  return { by, service: "api", method, path, headers: {}, body: "", time: 0, status: 200 };
}

const VERDICT: Verdict = { sign: "failed", problems: [], said: "", seconds: 1 };

function cell(use: string, place: string, fault: string, isSlow = false): Cell {
  return { use, place, fault, isSlow, run: async () => VERDICT };
}

describe("a call", () => {
  it.each([
    [`/v1/models/acme/hotdog/versions/${ID}`, "/v1/models/acme/hotdog/versions/*"],
    [`/v2/acme/hotdog/manifests/sha256:${ID}`, "/v2/acme/hotdog/manifests/*"],
    ["/v2/acme/hotdog/manifests/latest", "/v2/acme/hotdog/manifests/latest"],
    ["/token?service=a&scope=b", "/token"],
    ["/v1/predictions/abcdefghijklmnopqrstuvwxyz/cancel", "/v1/predictions/*/cancel"],
    ["/github/repos/a/b/issues/comments/2400000001", "/github/repos/a/b/issues/comments/*"],
    ["/github/repos/a/b/deployments/24/statuses", "/github/repos/a/b/deployments/*/statuses"],
    [`/outputs/${"0".repeat(32)}/out.png`, "/outputs/*/out.png"],
    ["/v1/models/acme/hotdog-pr-7-r3", "/v1/models/acme/hotdog-pr-7-r*"],
  ])("%s is listed as %s, whose pattern matches it", (path, template) => {
    expect(templateOf(path)).toBe(template);
    expect(patternOf(template).test(path)).toBe(true);
    expect(patternOf(template).test(`${template}/more`)).toBe(false);
  });

  it("is one of the action's own, has a number, and repeated polls are limited", () => {
    const calls = callsIn([
      request("GET", "/v2/", "cog"),
      ...Array.from({ length: 5 }, () => request("GET", "/v1/account")),
      request("POST", "/v1/account"),
    ]);
    expect(calls.map(nameOf)).toEqual([
      "GET /v1/account",
      "GET /v1/account (2)",
      "GET /v1/account (3)",
      "POST /v1/account",
    ]);
  });

  it.each<[RequestRecord["service"], string, string, boolean]>([
    ["github", "POST", "/github/repos/a/b/issues/7/comments", true],
    ["github", "GET", "/github/repos/replicate/cog/releases", false],
    ["github", "GET", "/github/repos/a/b/pulls", false],
    ["registry", "GET", "/v2/acme/hotdog/manifests/*", true],
    ["registry", "GET", "/v2/", false],
    ["api", "DELETE", "/v1/files/*", true],
    ["api", "DELETE", "/v1/models/acme/hotdog-pr-7", false],
  ])("to %s, %s %s, is optional for the step: %s", (service, method, path, expected) => {
    expect(isDecoration({ service, method, path, nth: 1, status: 200 })).toBe(expected);
  });
});

describe("a message", () => {
  it.each([
    "The model is undefined.",
    "Replicate says [object Object].",
    "TypeError: x",
    "e.matchAll is not a function",
    "Cannot read properties of null",
    "Unexpected token < in JSON",
    "It took NaN s.",
    "at run (file:///dist/index.js:27:100)\n    at main (/x.js:1:2)",
    "Unexpected error [unexpected-error]",
  ])("is rejected: %s", (text) => {
    expect(unfitIn("it", text)).not.toEqual([]);
  });

  it.each([
    "HTTP 502: 502 Bad Gateway.\nRun the job again later.",
    "Look at https://replicate.com/acme/hotdog.",
  ])("is accepted: %s", (text) => {
    expect(unfitIn("it", text)).toEqual([]);
  });
});

describe("a secret", () => {
  it("is found in plain text and in the forms of headers, and is not repeated", () => {
    const forms = formsOf("r8_token", "acme");
    const basic = Buffer.from("acme:r8_token").toString("base64");
    const places = new Map([
      ["a file", `x${basic}y`],
      ["the log", "r8_token"],
      ["the summary", "r8_other"],
    ]);
    const found = leaks(forms, places);
    expect(found).toEqual(["a secret is in a file", "a secret is in the log"]);
  });
});

describe("a slice", () => {
  const faults = ["one", "two", "three"];
  const cells = ["a", "b"].flatMap((use) =>
    ["p", "q"].flatMap((place) =>
      faults.map((fault) => cell(use, place, fault, fault === "three")),
    ),
  );

  it("has every place and every fault, each place in its first use", () => {
    const slice = sliceOf(cells, 0);
    expect(new Set(slice.map(({ place }) => place))).toEqual(new Set(["p", "q"]));
    expect(new Set(slice.map(({ fault }) => fault))).toEqual(new Set(faults));
    expect(new Set(slice.map(({ use }) => use))).toEqual(new Set(["a"]));
  });

  it("is the same each time, and another with the next rotation", () => {
    expect(sliceOf(cells, 1)).toEqual(sliceOf(cells, 1));
    expect(sliceOf(cells, 1)[0]).not.toEqual(sliceOf(cells, 0)[0]);
  });

  it("is taken from the cells of each place's first use", () => {
    expect(distinct(cells)).toEqual(cells.slice(0, 6));
  });
});

describe("the table", () => {
  const columns = { one: "first", two: "second" };
  const matrix = { name: "m", title: "M", held: [], columns, cells: async () => [] };
  const outcomes = [
    { cell: cell("use", "place", "one"), verdict: { ...VERDICT, sign: "recovered" as const } },
    { cell: cell("use", "place", "one"), verdict: VERDICT },
    { cell: cell("use", "place", "two"), verdict: { ...VERDICT, sign: "wrong" as const } },
  ];

  it("has a sign for each cell, in the column of its fault", () => {
    const [{ use, grid } = { use: "", grid: "" }] = grids({ matrix, outcomes });
    expect(use).toBe("use");
    expect(grid.split("\n").at(-1)).toBe("| `place` | ✓ ! | ✗   |");
  });

  it("counts what ended in each way", () => {
    const cellsOf = (line = "") => line.split("|").map((text) => text.trim());
    const lines = totals({ matrix, outcomes }).split("\n");
    expect(cellsOf(lines.at(-1))).toEqual(["", "**all**", "3", "1", "0", "1", "1", ""]);
  });
});

describe("a pool", () => {
  it("limits what runs at once, and keeps the order", async () => {
    let [running, most] = [0, 0];
    const results = await inPool([3, 1, 2, 5, 4], 2, async (one) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, one));
      running -= 1;
      return one;
    });
    expect([results, most]).toEqual([[3, 1, 2, 5, 4], 2]);
  });
});
