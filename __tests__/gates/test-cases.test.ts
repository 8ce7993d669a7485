import { describe, expect, it } from "vitest";
import { codes, failure, type World } from "../support/world.ts";
import {
  createVersionWorld,
  puppet,
  SERVED,
  schemaOf,
  served,
  TESTED,
  testsOf,
  testVersion,
  verdicts,
} from "./support.ts";

/** Name, what the model does, what is expected, and what comes in its place; undefined: it passes. */
type Row = readonly [name: string, does: object, expected: object, got?: RegExp];

/** How many inputs of the step a query sees. */
const ENVIRONMENT = 'env | keys | map(select(startswith("INPUT_"))) | length';

/** Runs all rows as the cases of one step, behind one that passes, and compares each. */
async function check(world: World, rows: readonly Row[]): Promise<void> {
  const cases = rows.map(([name, inputs, expected]) => ({ name, inputs, ...expected }));

  const result = await world.run(
    testVersion([{ name: "first", inputs: { output: "" } }, ...cases]),
  );

  const { first, ...others } = verdicts(result);
  expect(first).toEqual([]);
  const wanted = rows.map(([name, , , got]) => [
    name,
    got === undefined ? [] : [expect.stringMatching(got)],
  ]);
  expect(others).toEqual(Object.fromEntries(wanted));
  const fails = rows.some(([, , , got]) => got !== undefined);
  expect(result.outputs).toMatchObject({
    booted: "true",
    status: fails ? "failed" : "promoted",
  });
  expect(served(world)).toBe(fails ? SERVED : TESTED);
}

describe("a test case", () => {
  it.each<readonly [string, readonly Row[]]>([
    [
      "no expectation",
      [
        ["an output", { output: "fine" }, {}],
        ["no output", { output: null }, {}],
        ["an error", { error: "broken" }, {}, /<> broken$/],
        ["an error despite an output", { error: "b", output: "x" }, { matches: "x" }, /<> b$/],
      ],
    ],
    [
      "exact_string",
      [
        ["the same", { output: "hello Ada" }, { exact_string: "hello Ada" }],
        ["more", { output: "hello Ada\n" }, { exact_string: "hello Ada" }, /hello Ada/],
        ["another case", { output: "Hello" }, { exact_string: "hello" }, /<> Hello$/],
        ["empty", { output: "" }, { exact_string: "" }],
        ["a number", { output: 5 }, { exact_string: "5" }, /5 <> 5 .*number/],
        ["a list", { output: ["a"] }, { exact_string: "a" }, /<> \["a"\] .*list/],
        ["nothing", { output: null }, { exact_string: "a" }, /<> null /],
      ],
    ],
    [
      "matches",
      [
        ["somewhere", { output: "say hello Ada" }, { matches: "hello \\w+$" }],
        ["nowhere", { output: "bye" }, { matches: "^hello" }, /hello.* <> bye$/],
        ["across lines", { output: "one\ntwo" }, { matches: "one.two" }],
        ["of JSON", { output: { score: 0.9 } }, { matches: '"score":0\\.9' }],
        ["of a list", { output: ["a", "b"] }, { matches: '"a","b"' }],
        ["no match of a list", { output: ["a"] }, { matches: "^a" }, /<> \["a"\]$/],
      ],
    ],
    [
      "jq_query",
      [
        ["true", { output: { score: 0.9 } }, { jq_query: ".score > 0.8" }],
        ["false", { output: { score: 0.7 } }, { jq_query: ".score > 0.8" }, /<> false /],
        ["null", { output: {} }, { jq_query: ".score" }, /<> null .*\{\}$/],
        ["0", { output: [0] }, { jq_query: ".[0]" }, /<> 0 /],
        ["an empty text", { output: [""] }, { jq_query: ".[0]" }, /<> "" /],
        ["an empty list", { output: [] }, { jq_query: "." }, /<> \[\] /],
        ["an empty object", { output: [{}] }, { jq_query: ".[0]" }, /<> \{\} /],
        ["no result", { output: {} }, { jq_query: "empty" }, /<> \w.* \{\}$/],
        ["the first of several", { output: [1, 0] }, { jq_query: ".[]" }],
        ["several, the first false", { output: [0, 1] }, { jq_query: ".[]" }, /<> 0 /],
        ["JSON in a text", { output: '{"a": [1]}' }, { jq_query: ".a | length == 1" }],
        ["no JSON in a text", { output: "hello" }, { jq_query: "." }, /<> .*: hello$/],
        ["a fault", { output: "[1]" }, { jq_query: ".a" }, /<> .*: jq: .*array/],
        ["the step's environment", { output: [1] }, { jq_query: ENVIRONMENT }, /<> 0 /],
      ],
    ],
    [
      "error_contains",
      [
        ["the error", { error: "prompt is too long" }, { error_contains: "too long" }],
        ["another error", { error: "no" }, { error_contains: "too long" }, /too long <> no$/],
        ["no error", { output: "x" }, { error_contains: "too" }, /<> succeeded$/],
      ],
    ],
    [
      "max_seconds",
      [
        ["quick", { output: "x", run: 5 }, { max_seconds: 6 }],
        ["slow", { output: "x", run: 5 }, { max_seconds: 4.5 }, /4.5 s .* <> 5.0 s$/],
      ],
    ],
  ])("is checked: %s", async (_check, rows) => {
    await check(await createVersionWorld(), rows);
  });

  it("passes only when all of its expectations are met, and names each that is not", async () => {
    const world = await createVersionWorld();
    const output = '{"score": 0.5}';
    const common = { inputs: { output, run: 9 }, matches: "score", jq_query: ".score" };

    const result = await world.run(
      testVersion([
        { ...common, name: "all", exact_string: output, max_seconds: 10 },
        {
          ...common,
          name: "none",
          exact_string: "x",
          matches: "y",
          jq_query: ".z",
          max_seconds: 1,
        },
      ]),
    );

    const { all, none } = verdicts(result);
    expect(all).toEqual([]);
    expect(none).toEqual(
      ["x <> ", "1 s ", "/y/", "jq .z"].map((wanted) => expect.stringContaining(wanted)),
    );
    expect(codes(failure(result))).toEqual(["tests-failed"]);
    expect(failure(result)).toMatch(/acme\/hotdog:a{12}\b/);
    expect(failure(result)).toMatch(/^- none: .*\bx\b/m);
    expect(failure(result)).not.toContain("- all:");
    expect(served(world)).toBe(SERVED);
  });

  it("with an output in pieces is checked as one text", async () => {
    const output = { type: "array", items: { type: "string" }, "x-cog-array-type": "iterator" };
    const any = { output: {}, error: {}, run: {} };
    const world = await createVersionWorld({ schema: schemaOf(any, output) });

    await check(world, [
      ["whole", { output: ["hel", "lo"] }, { exact_string: "hello", matches: "^hello$" }],
      ["JSON", { output: ['{"a":', "1}"] }, { jq_query: ".a == 1" }],
      ["one piece alone", { output: ["hel", "lo"] }, { exact_string: "hel" }, /<> hello$/],
    ]);
  });

  it("may expect that an input is rejected", async () => {
    const steps = { type: "integer", maximum: 50 };
    const schema = schemaOf({ output: {}, error: {}, steps });
    const world = await createVersionWorld({ schema });
    const inputs = { output: "x", steps: 51 };

    await check(world, [
      ["its words", inputs, { error_contains: "less than or equal to 50" }],
      ["other words", inputs, { error_contains: "too long" }, /too long <> HTTP 422: .* 50/],
    ]);

    const made = world.sandbox.predictions.map(({ input }) => input);
    expect(made).toEqual([{ output: "" }]);
  });

  it("that expects an error does not decide whether the version boots", async () => {
    const text = { type: "string", default: "Ada" };
    const world = await createVersionWorld({
      schema: schemaOf({ text, error: {} }),
      script: puppet,
    });

    const result = await world.run(
      testVersion([{ inputs: { error: "too long" }, error_contains: "too long" }]),
    );

    expect(result.outputs).toMatchObject({ booted: "true", status: "promoted" });
    expect(world.sandbox.predictions.map(({ input }) => input)).toEqual([
      {},
      { error: "too long" },
    ]);
  });

  it("is an entry of the output tests, with its times and its page", async () => {
    const world = await createVersionWorld();

    const result = await world.run(testVersion([{ inputs: { output: "x", run: 3 } }]));

    expect(testsOf(result)).toEqual([
      {
        name: "case 1",
        passed: true,
        failures: [],
        seconds: { queued: expect.any(Number), setup: null, running: 3 },
        url: `https://replicate.com/p/${world.sandbox.predictions[0]?.id}`,
      },
    ]);
    expect(result.summary).toContain("| passed |");
  });

  it("that failed shows its inputs, its output, its log and its page", async () => {
    const script = () => ({ error: "CUDA error", logs: ["step 1", "step 2"] });
    const world = await createVersionWorld({ script });

    const result = await world.run(testVersion([{ name: "paints", inputs: { prompt: "a car" } }]));

    const [{ id } = { id: "" }] = world.sandbox.predictions;
    for (const shown of [
      "Failed: <code>paints</code>",
      '"prompt": "a car"',
      "CUDA error",
      "step 1\nstep 2",
    ])
      expect(result.summary).toContain(shown);
    expect(result.summary).toContain(`(https://replicate.com/p/${id})`);
    expect(result.outputs["booted"]).toBe("true");
  });
});
