import { describe, expect, it } from "vitest";
import { readTestSuite } from "../../src/testing/read-suite.ts";
import { refusal } from "./support.ts";

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
    ["a misspelled check", '- { inputs: {}, exact_sting: "x" }', 'did you mean "exact_string"?'],
    ["an unknown key", "- { inputs: {}, banana: 1 }", '"banana" (known keys: name'],
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
    ["an empty list", "[]", "it has no test cases"],
    ["an empty mapping", "{}", "it has no test cases"],
    ["a file without cases", "predict:\n  test_cases: []\n", "it has no test cases"],
    ["broken YAML", "- inputs: {\n- x: ]", "not a valid test suite"],
    ["a key twice", "- inputs: {}\n  name: a\n  name: b\n", "Map keys must be unique"],
    ["broken JSON", '[{"inputs": ', "not a valid test suite"],
    ["a number", "5", '/5"'],
    ["an unknown key of the file", "models: acme/hotdog\npredict: {}\n", 'did you mean "model"?'],
    ["an unknown key of predict", "predict:\n  test_case: []\n", 'did you mean "test_cases"?'],
    [
      "an unknown key of the deployment",
      "deployment: { nmae: x }\npredict: {}\n",
      'did you mean "name"?',
    ],
    ["no name of a model", "test_model: Not A Model\npredict: {}\n", '"Not A Model"'],
    ["an alias of nothing", "- inputs: {}\n  matches: *anything\n", "not a valid test suite"],
    ["aliases without end", bomb(), "not a valid test suite"],
  ])("is rejected: %s", async (_fault, given, said) => {
    const { problems } = await refusal(() => readTestSuite(DIRECTORY, given, DIRECTORY));
    const text = problems.map(({ message, hint }) => `${message} ${hint}`).join("\n");
    expect(text).toContain(said);
    expect(text).toContain("est-cases");
  });
});
