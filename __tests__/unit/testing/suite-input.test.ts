import { describe, expect, it } from "vitest";
import { readTestSuite } from "../../../src/testing/read-suite.ts";
import { refusal } from "../support.ts";

const DIRECTORY = "/nonexistent";

const CASES = `
- name: greets
  inputs: { output: hello Ada }
  exact_string: hello Ada
- inputs:
    output: hello Grace
  matches: "^hello"
`;

/** A few lines that expand to a billion values. */
function bomb(): string {
  const list = (name: string) => `[${Array.from({ length: 9 }, () => `*${name}`).join(", ")}]`;
  const lines = [..."abcdefghi"].map((name, i, all) =>
    i === 0 ? "a: &a [x]" : `${name}: &${name} ${list(all[i - 1] ?? "")}`,
  );
  return `${lines.join("\n")}\n`;
}

describe("the input test-cases", () => {
  it.each([
    ["YAML", CASES, ["greets", "case 2"]],
    ["YAML on one line", "- { name: greets, inputs: { output: x } }", ["greets"]],
    ["YAML with Windows line ends", CASES.replaceAll("\n", "\r\n"), ["greets", "case 2"]],
    ["JSON", '[{"name": "greets", "inputs": {"output": "x"}}]', ["greets"]],
  ])("is a suite in %s", async (_form, given, names) => {
    const { cases } = await readTestSuite(DIRECTORY, given, DIRECTORY);
    expect(cases.map(({ name }) => name)).toEqual(names);
  });

  it.each([
    ["a misspelled check", '- { inputs: {}, exact_sting: "x" }', '"exact_string"'],
    ["an unknown key", "- { inputs: {}, banana: 1 }", '"banana"'],
    ["no inputs", "- exact_string: x", "case 1: inputs"],
    ["inputs that are a list", "- inputs: [a]", "case 1: inputs"],
    ["a case that is a text", "- hello\n- there", "case 2 "],
    ["a number as text", "- { inputs: {}, exact_string: 5 }", "case 1: exact_string"],
    ["no URL", "- { inputs: {}, match_url: expected.png }", "case 1: match_url"],
    ["a broken pattern", '- { inputs: {}, matches: "(" }', "case 1: matches"],
    ["no seconds", "- { inputs: {}, max_seconds: 0 }", "case 1: max_seconds"],
    ["seconds as text", '- { inputs: {}, max_seconds: "5" }', "case 1: max_seconds"],
    ["compare as text", "- { inputs: {}, compare: maybe }", "case 1: compare"],
    ["an error and an output", "- { inputs: {}, error_contains: a, matches: b }", "(matches)"],
    ["an empty list", "[]", ""],
    ["an empty mapping", "{}", ""],
    ["a file without cases", "predict:\n  test_cases: []\n", ""],
    ["broken YAML", "- inputs: {\n- x: ]", ""],
    ["a key twice", "- inputs: {}\n  name: a\n  name: b\n", ""],
    ["broken JSON", '[{"inputs": ', ""],
    ["an unknown key of the file", "models: acme/hotdog\npredict: {}\n", '"model"'],
    ["an unknown key of predict", "predict:\n  test_case: []\n", '"test_cases"'],
    ["an unknown key of the deployment", "deployment: { nmae: x }\npredict: {}\n", '"name"'],
    ["no name of a model", "test_model: Not A Model\npredict: {}\n", '"Not A Model"'],
    ["an alias of nothing", "- inputs: {}\n  matches: *anything\n", ""],
    ["aliases without end", bomb(), ""],
  ])("is rejected: %s", async (_fault, given, said) => {
    const { problems } = await refusal(() => readTestSuite(DIRECTORY, given, DIRECTORY));
    expect(problems).toMatchObject([{ code: "test-cases-invalid" }]);
    expect(problems[0]?.message).toContain("test-cases");
    expect(problems[0]?.message).toContain(said);
  });

  it("is a file's name where it is a number", async () => {
    const { problems } = await refusal(() => readTestSuite(DIRECTORY, "5", DIRECTORY));
    expect(problems).toMatchObject([{ code: "test-cases-unreadable" }]);
    expect(problems[0]?.message).toContain('/5"');
  });
});
