import { describe, expect, it } from "vitest";
import { jqErrors as errorsOf, jqFailures as failuresOf } from "../../src/testing/expectations.ts";
import { TASK_SECONDS } from "../../src/testing/tasks/worker.ts";
import { ImpatientWorker, WORKER } from "../support/testing-worker.ts";

const jqFailures = (query: string, output: unknown) => failuresOf(query, output, WORKER);
const jqErrors = (query: string) => errorsOf(query, WORKER);

describe("a jq query that is met", () => {
  it.each<[string, unknown]>([
    ['.status == "success" and .confidence > 0.8', { status: "success", confidence: 0.9 }],
    [".a", { a: 1 }],
    [".a", '{"a": 1}'],
    [".[0]", '["x"]'],
    ["length", [0, 0]],
    [". == null", null],
    [".a | length == 2", { a: [1, 2] }],
    ["true, false", {}],
    ['test("dog")', '"hot dog"'],
    ['.a == "é🌭"', { a: "é🌭" }],
    ["{a: 1}", []],
    ["[.[] | select(.x)] | map(.x) | add", [{ x: 1 }, { x: null }, { x: 2 }]],
    ["(.a.b)? // 1", { a: 7 }],
  ])("%s of %j", async (query, output) => {
    expect(await jqFailures(query, output)).toEqual([]);
  });
});

describe("a jq query that is not met", () => {
  it.each<[string, unknown, string, string]>([
    [".a", {}, "null", "{}"],
    [".a", { a: false }, "false", '{"a":false}'],
    [".a", { a: 0 }, "0", '{"a":0}'],
    [".a", { a: "" }, '""', '{"a":""}'],
    [".a", { a: [] }, "[]", '{"a":[]}'],
    [".a", { a: {} }, "{}", '{"a":{}}'],
    ["empty", {}, "", "{}"],
    ["false, true", {}, "false", "{}"],
    [".", "null", "null", "null"],
    [".[]", [], "", "[]"],
    [".a", "hot dog", "", ": hot dog"],
    [".", "", "", ": "],
    [".", undefined, "", ": nothing"],
  ])("%s of %j", async (query, output, first, shown) => {
    const [failed, ...others] = await jqFailures(query, output);
    expect([failed?.expected, ...others]).toEqual([`jq ${query}`]);
    expect(failed?.got.startsWith(first)).toBe(true);
    expect(failed?.got.endsWith(shown)).toBe(true);
  });

  it.each([
    [".a.b", '{"a": 1}', "Cannot index number"],
    ['error("boom")', "{}", "boom"],
    ["{", "{}", "syntax error"],
    ["nosuch(1)", "{}", "nosuch/1 is not defined"],
  ])("is reported with jq's own message: %s of %s", async (query, output, words) => {
    const [failure] = await jqFailures(query, output);
    expect(failure?.got).toMatch(/\bjq: /);
    expect(failure?.got).toContain(words);
  });

  it("shows no more than 500 characters of the actual output", async () => {
    const [failure] = await jqFailures(".a", { b: "x".repeat(10_000) });
    expect(failure?.got.length).toBeLessThan(600);
    expect((await jqFailures(".a", "x".repeat(10_000)))[0]?.got.length).toBeLessThan(600);
  });

  // Its first result has to be something (jq.ts): what comes after it is none of its business.
  it("does not include one whose later result is an error", async () => {
    expect(await jqFailures('1, error("later")', {})).toEqual([]);
  });
});

describe("a jq query that never ends", () => {
  it("is reported as such", async () => {
    const query = "last(repeat(1))";
    const worker = new ImpatientWorker();
    const got = expect.stringContaining("0.2 s");
    expect(await failuresOf(query, {}, worker)).toEqual([{ expected: `jq ${query}`, got }]);
    expect(worker.limits).toEqual([TASK_SECONDS]);
  });
});

describe("jq", () => {
  it("cannot see the step's environment", async () => {
    process.env["JQ_TEST_SECRET"] = "r8_secret";
    try {
      const query = '$ENV.JQ_TEST_SECRET // env.JQ_TEST_SECRET // ($ENV | has("PATH_TO_NOTHING"))';
      expect((await jqFailures(query, {}))[0]?.got).toMatch(/^false /);
    } finally {
      delete process.env["JQ_TEST_SECRET"];
    }
  });

  it("reads no files", async () => {
    expect((await jqErrors('import "/etc/passwd" as $d; $d')).join()).toContain("module not found");
    expect((await jqErrors('include "x"; .')).join()).toContain("module not found");
  });

  it("answers after a query that failed as before it", async () => {
    await jqFailures("{", {});
    await jqFailures('error("x")', {});
    expect(await jqFailures(".a", { a: 1 })).toEqual([]);
  });

  it("answers several at once, each its own", async () => {
    const all = [1, 2, 3, 4].map((n) => jqFailures(`. == ${n}`, n));
    expect(await Promise.all(all)).toEqual([[], [], [], []]);
  });
});

describe("what is wrong with a query itself", () => {
  it.each([".a", ".", 'error("x")', ".a.b.c", "empty", "input", ".[] | keys", "# comment\n."])(
    "is empty: %s",
    async (query) => {
      expect(await jqErrors(query)).toEqual([]);
    },
  );

  it.each([
    ["{", "syntax error"],
    [".a ==", "syntax error"],
    ["nosuch(1)", "nosuch/1 is not defined"],
    ["$x", "$x is not defined"],
    ["'a'", "syntax error"],
    ["", "Top-level program not given"],
  ])("is reported in one line: %s", async (query, words) => {
    const errors = await jqErrors(query);
    expect(errors).toEqual([expect.stringContaining(words)]);
    expect(errors.join("")).not.toMatch(/\n/);
  });
});
