import { describe, expect, it } from "vitest";
import type { TestSuite } from "../../src/testing/options.ts";
import { parseSuite } from "../../src/testing/parse.ts";
import { expecting } from "./gate-support.ts";

const read = (text: string): TestSuite => parseSuite(text, "cases.yaml");

/** Every key of cog-safe-push's configuration (its config.py). */
const WHOLE = `
model: acme/hotdog
test_model: acme/hotdog-test
test_hardware: gpu-t4
predict:
  compare_outputs: true
  predict_timeout: 600
  test_cases:
    - inputs: {prompt: hi, count: 1, scale: 0.5, fast: false, many: [1, 2]}
      exact_string: hello
    - inputs: {prompt: hi}
      match_url: https://example.com/a.png
    - inputs: {prompt: hi}
      match_prompt: A 1024x1024px jpg image of a formula one car
    - inputs: {prompt: hi}
      jq_query: '.status == "success" and .confidence > 0.8'
    - inputs: {prompt: ""}
      error_contains: is empty
  fuzz:
    fixed_inputs: {}
    disabled_inputs: []
    iterations: 10
    duration: 300
    prompt: be nice
train:
  destination: acme/hotdog-dest
  destination_hardware: cpu
  train_timeout: 300
  test_cases: []
  fuzz: {iterations: 1}
deployment:
  owner: acme
  name: hotdog-live
  hardware: gpu-l40s
parallel: 8
fast_push: true
use_cog_base_image: true
ignore_schema_compatibility: false
official_model: acme/official
dockerfile: Dockerfile
`;

/** The begin of replicate/cog-flux's safe-push-configs/schnell.yaml, as it is. */
const FLUX = `model: replicate/flux-schnell-internal-model
test_model: replicate/test-flux-schnell
predict:
  compare_outputs: false  # TODO(andreas): why doesn't this work?
  predict_timeout: 600
  test_cases:

    # basic
    - inputs:
        prompt: A formula one car
        num_outputs: 1
        output_format: jpg
      match_prompt: A 1024x1024px jpg image of a formula one car

    # aspect ratio
    - inputs:
        prompt: A formula one car
        aspect_ratio: "3:2"
        go_fast: false
      match_prompt: A 1216x832px png image of a formula one car

  fuzz:
    iterations: 10
`;

describe("a cog-safe-push.yaml", () => {
  it("is read in full", () => {
    const { cases, parallel, defaults } = read(WHOLE);
    expect(cases.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5].map((n) => `case ${n}`));
    expect(cases[0]?.inputs).toEqual({
      prompt: "hi",
      count: 1,
      scale: 0.5,
      fast: false,
      many: [1, 2],
    });
    expect(cases.map(({ expected }) => expected)).toEqual([
      expecting({ exactString: "hello" }),
      expecting({ matchUrl: "https://example.com/a.png" }),
      expecting({ matchPrompt: "A 1024x1024px jpg image of a formula one car" }),
      expecting({ jqQuery: '.status == "success" and .confidence > 0.8' }),
      expecting({ errorContains: "is empty" }),
    ]);
    expect(parallel).toBe(8);
    expect(defaults).toEqual({
      model: { owner: "acme", name: "hotdog" },
      testModel: { owner: "acme", name: "hotdog-test" },
      testHardware: "gpu-t4",
      timeoutSeconds: 600,
      deployment: { owner: "acme", name: "hotdog-live" },
      deploymentHardware: "gpu-l40s",
    });
  });

  it("compares the first case alone, when the file says so", () => {
    expect(read(WHOLE).cases.map(({ compare }) => compare)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(read(FLUX).cases.some(({ compare }) => compare)).toBe(false);
  });

  it("may name owners in capitals, and images, like the inputs", () => {
    const file = "model: r8.im/Acme/x\ntest_model: Acme/y\ndeployment: {owner: Acme, name: z}\n";
    expect(read(file).defaults).toMatchObject({
      model: { owner: "acme", name: "x" },
      testModel: { owner: "acme", name: "y" },
      deployment: { owner: "acme", name: "z" },
    });
  });

  // selmakcby/REPLICATE-MODEL has such a file.
  it("with a model only works unchanged", () => {
    const { cases, defaults, notes } = read("model: acme/hotdog\n");
    expect(cases).toEqual([]);
    expect(defaults.model).toEqual({ owner: "acme", name: "hotdog" });
    expect(notes[0]).toMatch(/^predict\.test_cases: /);
  });

  it("lists what is not supported, one line each", () => {
    const begins = ["predict.fuzz", "train", "fast_push", "official_model", "dockerfile"];
    const others = ["use_cog_base_image", "ignore_schema_compatibility"];
    expect(read(WHOLE).notes.map((note) => note.split(":")[0])).toEqual([...begins, ...others]);
  });

  it("of cog-flux works unchanged", () => {
    const { cases, parallel, defaults, notes } = read(FLUX);
    expect(cases).toHaveLength(2);
    expect(cases[1]).toMatchObject({ inputs: { aspect_ratio: "3:2", go_fast: false } });
    expect(parallel).toBe(4);
    expect(defaults.testHardware).toBeUndefined();
    expect(notes).toEqual([expect.stringMatching(/^predict\.fuzz: /)]);
  });

  it.each([
    ["fuzz: null in predict", "predict: {test_cases: [{inputs: {}}], fuzz: null}", []],
    ["fast_push: false", "fast_push: false\npredict: {test_cases: [{inputs: {}}]}", []],
    ["a null train", "train:\npredict: {test_cases: [{inputs: {}}]}", []],
    [
      "a model without test_model",
      "model: a/b\npredict: {test_cases: [{inputs: {}}]}",
      [expect.stringMatching(/^test_model: .* test-model$/)],
    ],
  ])("with %s is noted", (_, text, notes) => {
    expect(read(text).notes).toEqual(notes);
  });

  // --help-config has: "test_model: <test model, or empty to append '-test' to model>".
  it("with an empty test_model has a note that none is created", () => {
    const { notes } = read("model: a/b\ntest_model:\npredict: {test_cases: [{inputs: {}}]}");
    expect(notes.join()).toContain("test_model: ");
  });

  it.each([
    ["merged mappings", "{inputs: &b {x: 1}}, {inputs: {<<: *b, k: 2}}", { x: 1, k: 2 }],
    ["a yes", "{inputs: {}}, {inputs: {go_fast: yes}}", { go_fast: true }],
    ["an off", "{inputs: {}}, {inputs: {go_fast: off}}", { go_fast: false }],
    ["a ratio in quotes", '{inputs: {}}, {inputs: {ratio: "3:2"}}', { ratio: "3:2" }],
  ])("may have %s, as PyYAML reads it", (_, cases, inputs) => {
    expect(read(`predict: {test_cases: [${cases}]}`).cases[1]?.inputs).toEqual(inputs);
  });

  it.each([
    ["1_000", 1000],
    ["-1_0", -10],
    ["0123", 83],
    ["-0_17", -15],
    ["0", 0],
    ["00", 0],
    ["0b1010_0", 20],
    ["0xF_F", 255],
    ["10:00", 600],
    ["1:30:15", 5415],
    ["-1:30", -90],
    ["1:30.5", 90.5],
    ["1_000.5", 1000.5],
    ["089", "089"],
    ["0:30", "0:30"],
    ["3:2x", "3:2x"],
    ["_1", "_1"],
    ["1.5e+3", 1500],
  ])("reads %s as PyYAML does", (text, value) => {
    const [one] = read(`predict: {test_cases: [{inputs: {x: [ ${text} ]}}]}`).cases;
    expect(one?.inputs).toEqual({ x: [value] });
  });

  it.each([
    ["predict_timeout: 10:00", 600],
    ["predict_timeout: 1_000", 1000],
    ["predict_timeout: 0123", 83],
    ['predict_timeout: "600"', 600],
    ['predict_timeout: " 1_000.0 "', 1000],
  ])("has a time limit as pydantic reads it: %s", (line, seconds) => {
    const text = `predict: { ${line}, test_cases: [{inputs: {}}]}`;
    expect(read(text).defaults.timeoutSeconds).toBe(seconds);
  });

  it.each([
    ['parallel: "3"', 3],
    ["parallel: 0x10", 16],
  ])("has a number of predictions as pydantic reads it: %s", (line, parallel) => {
    expect(read(`${line}\npredict: {test_cases: [{inputs: {}}]}`).parallel).toBe(parallel);
  });

  it.each([
    ['"yes"', true],
    ["1", true],
    ['"off"', false],
    ["0", false],
  ])("has a flag as pydantic reads it: %s", (flag, compare) => {
    const text = `predict: {compare_outputs: ${flag}, test_cases: [{inputs: {}}]}`;
    expect(read(text).cases[0]?.compare).toBe(compare);
  });

  it("is rejected with a flag that is a mapping, also one that cannot be a text", () => {
    const text = "predict: {compare_outputs: {toString: a}, test_cases: [{inputs: {}}]}";
    expect(() => read(text)).toThrow("predict.compare_outputs");
  });

  it.each(['predict_timeout: "10:00"', "predict_timeout: soon", 'predict_timeout: "-1"'])(
    "is rejected with %s",
    (line) => {
      expect(() => read(`predict: { ${line}, test_cases: [{inputs: {}}]}`)).toThrow(
        "predict.predict_timeout",
      );
    },
  );

  it("may have a key twice: the last one counts, and a note reports it", () => {
    const { parallel, cases, notes } = read(
      "parallel: 2\npredict:\n  test_cases:\n    - inputs: {a: 1, a: 2}\nparallel: 3\n",
    );
    expect(parallel).toBe(3);
    expect(cases[0]?.inputs).toEqual({ a: 2 });
    expect(notes.filter((note) => /\b[45]\b/.test(note))).toHaveLength(2);
  });

  // PyYAML (resolver.py) has yes, no, true, false, on and off for flags, and leaves out YAML 1.1's y and n.
  it.each([
    ["an input", "{x: 1, y: 2, n: 3}", { x: 1, y: 2, n: 3 }],
    ["a value", "{answer: y, other: n}", { answer: "y", other: "n" }],
  ])("may have %s that is called y or n", (_, inputs, expected) => {
    expect(read(`predict: {test_cases: [{inputs: ${inputs}}]}`).cases[0]?.inputs).toEqual(expected);
  });

  it.each([
    ["a fuzz", "predict: {fuzz: {iterations: 1}}", 1],
    ["a training", "train: {train_timeout: 5}", 1],
  ])("may have %s and no case", (_, text, notes) => {
    expect(read(text)).toMatchObject({ cases: [], parallel: 4 });
    expect(read(text).notes).toHaveLength(notes);
  });

  it.each([
    ["name", "live", { owner: undefined, name: "live" }],
    ["owner/name", "acme/live", { owner: "acme", name: "live" }],
  ])("may have its deployment as %s", (_, name, deployment) => {
    const text = `deployment: {name: ${name}}\npredict: {test_cases: [{inputs: {}}]}`;
    expect(read(text).defaults.deployment).toEqual(deployment);
  });

  it.each([
    [8, 8],
    [1, 1],
    [2.9, 2],
    [0.5, 1],
  ])("with parallel: %d runs %d at a time", (given, parallel) => {
    expect(read(`parallel: ${given}\npredict: {test_cases: [{inputs: {}}]}`).parallel).toBe(
      parallel,
    );
  });
});
