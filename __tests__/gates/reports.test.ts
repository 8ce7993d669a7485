import { describe, expect, it } from "vitest";
import { type Plan, paint, type Script } from "../../dev/sandbox/server.ts";
import { codes, failure } from "../support/world.ts";
import { createVersionWorld, SERVED, served, TESTED, testVersion, verdicts } from "./support.ts";

describe("compare", () => {
  it.each<readonly [string, unknown, Plan, RegExp]>([
    [
      "another text",
      "new",
      { output: "old" },
      /Before:\n\n```text\nold\n```\n\nAfter:\n\n```text\nnew\n```/,
    ],
    ["the same", "old", { output: "old" }, /<\/summary>\n\n[^`]*\n\n```text\nold\n```/],
    [
      "other JSON",
      { a: 1 },
      { output: { a: 0 } },
      /Before:\n\n```json\n\{\n {2}"a": 0\n\}\n```\n\nAfter:/,
    ],
    [
      "an error before",
      "new",
      { error: "broken | before" },
      /Before:\n\n`broken \\\| before`\n\nAfter:/,
    ],
  ])("shows the outputs before and after: %s", async (_what, output, before, shown) => {
    const script: Script = ({ version }) => (version === SERVED ? before : { output });
    const world = await createVersionWorld({ script });

    const result = await world.run(
      testVersion([
        { name: "a", inputs: { x: 1 }, compare: true },
        { name: "b", inputs: { x: 2 } },
      ]),
    );

    expect(result.summary).toContain("<summary>Comparison: <code>a</code></summary>");
    expect(result.summary).toMatch(shown);
    expect(result.summary).not.toContain("Comparison: <code>b</code>");
    const made = world.sandbox.predictions.map(({ version, input }) => [version, input]);
    expect(made.filter(([version]) => version === SERVED)).toEqual([[SERVED, { x: 1 }]]);
    // It is shown, and decides nothing.
    expect(served(world)).toBe(TESTED);
  });

  it("shows pictures side by side", async () => {
    const world = await createVersionWorld();
    const bytes = await paint({ width: 8, height: 8, rgb: [9, 9, 9], format: "png" });
    const [before, after] = ["a", "b"].map((name) => world.sandbox.addOutput(`${name}.png`, bytes));
    world.sandbox.scriptModel("acme/hotdog", ({ version }) => ({
      output: [version === SERVED ? before : after],
    }));

    const { summary } = await world.run(testVersion([{ inputs: {}, compare: true }]));

    const row = `| <img src="${before}" width="256" alt="output"> | <img src="${after}" width="256" alt="output"> |`;
    expect(summary).toContain(`| Before | After |\n| --- | --- |\n${row}`);
  });
});

describe("the text of a model", () => {
  const HOSTILE = [
    "::set-output name=version::evil",
    "::error::evil",
    "::stop-commands::evil",
    "##[error]evil",
    "</details><h1>evil</h1>",
    "a | b | `c` ``` d",
    "```",
    "# evil",
    "\u001b[31mred\r::error::evil",
  ];
  const TEXT = HOSTILE.join("\n");

  it.each<readonly [string, Script]>([
    ["output", { output: TEXT }],
    ["output as JSON", { output: { [TEXT]: [TEXT] } }],
    ["error", { error: TEXT }],
    ["log", { error: "no", logs: HOSTILE }],
    ["setup's log", { setupFails: true, setup: 0.05, setupLog: TEXT }],
  ])("is escaped: %s", async (_where, script) => {
    const world = await createVersionWorld({ script });

    const result = await world.run(
      testVersion([{ name: "one", inputs: { x: TEXT }, exact_string: "x", compare: true }]),
    );

    failure(result);
    expect(result.log).not.toMatch(/^(::(set-output|stop-commands)|##\[|::error::evil)/m);
    expect(result.log).not.toContain("\r::error");
    expect(result.outputs["version"]).toBe(TESTED);
    // It is in fenced blocks and in code that it can't end: without them nothing of it is left.
    const unfenced = result.summary
      .replaceAll(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, "")
      .replaceAll(/`[^`\n]*`/g, "");
    expect(unfenced).not.toMatch(/<h1>|^# evil|^```/m);
    expect(unfenced.match(/<details>/g)?.length).toBe(unfenced.match(/<\/details>/g)?.length);
    expect(served(world)).toBe(SERVED);
  });

  it("is escaped as the address of a picture", async () => {
    const output = 'https://example.com/a"onerror="evil()"<x>|y.png';
    const world = await createVersionWorld({ script: { output } });

    const { summary } = await world.run(testVersion([{ inputs: {} }]));

    const [, address] = /<img src="([^"]*)" width="256" alt="output">/.exec(summary) ?? [];
    expect(address).toMatch(/^https:\/\/example\.com\/a[^<>|]*y\.png$/);
  });

  // An address that is encoded already is not encoded again: %20 would become %2520.
  it("is kept as the address of a picture", async () => {
    const output = "https://example.com/out%20put.png?sig=a%2Fb";
    const world = await createVersionWorld({ script: { output } });

    const { summary } = await world.run(testVersion([{ inputs: {} }]));

    expect(summary).toContain(`<img src="${output}"`);
  });

  // A line break alone would let </details> swallow the heading after it (CommonMark 4.6).
  it("comes after the failure, and does not break the heading after it", async () => {
    const world = await createVersionWorld({ script: { error: "no" } });

    const { summary } = await world.run(testVersion([{ inputs: {} }]));

    expect(summary.match(/^## .*$/gm)).toEqual([
      "## Push to Replicate failed",
      "## Results for `acme/hotdog`",
    ]);
    expect(summary).not.toMatch(/<\/details>\n[^\n]/);
  });

  it("is truncated when it is long, and the summary stays within its limit", async () => {
    const world = await createVersionWorld({ script: { output: "x".repeat(200_000) } });
    const cases = Array.from({ length: 30 }, (_, i) => ({
      name: `case-${i}`,
      inputs: { x: "y".repeat(100_000) },
      exact_string: "z",
    }));

    await world.write("tests.json", JSON.stringify(cases));

    const result = await world.run(testVersion("tests.json"));

    expect(codes(failure(result))).toEqual(["tests-failed"]);
    expect(Object.keys(verdicts(result))).toHaveLength(30);
    expect(result.summary.length).toBeLessThan(1024 * 1024);
    expect(result.summary.match(/<summary>Failed: /g)).toHaveLength(10);
  });
});

describe("concurrent cases", () => {
  it.each([
    ["4 of a list", undefined, 4],
    ["as many as parallel says", 2, 2],
    ["one with parallel 1", 1, 1],
    ["no more than there are", 20, 8],
  ])("are %s, and the first runs alone", async (_what, parallel, most) => {
    const world = await createVersionWorld();
    let sideBySide = 0;
    let besideFirst = 0;
    world.sandbox.scriptModel("acme/hotdog", ({ input }) => {
      const others = world.sandbox.predictions.filter(({ status }) => /ing$/.test(status));
      sideBySide = Math.max(sideBySide, others.length + 1);
      if (others.some((other) => other.input["i"] === 0)) besideFirst += 1;
      return { output: input["i"], run: 30 };
    });
    const cases = Array.from({ length: 9 }, (_, i) => ({ inputs: { i } }));
    const file = { parallel, predict: { test_cases: cases } };

    const result = await world.run(
      testVersion(parallel === undefined ? cases : JSON.stringify(file)),
    );

    expect(result.errors).toEqual([]);
    expect([sideBySide, besideFirst]).toEqual([most, 0]);
    expect(world.sandbox.predictions).toHaveLength(9);
    expect(Object.keys(verdicts(result))).toEqual(cases.map((_, i) => `case ${i + 1}`));
  });
});
