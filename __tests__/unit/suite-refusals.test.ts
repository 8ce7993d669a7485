import { describe, expect, it } from "vitest";
import type { TestSuite } from "../../src/testing/cases.ts";
import { parseSuite } from "../../src/testing/parse-suite.ts";
import { refusal } from "./support.ts";

const read = (text: string): TestSuite => parseSuite(text, "cases.yaml");

/** What is said of a text that is refused. */
async function said(text: string): Promise<string> {
  const { problems } = await refusal(() => read(text));
  return problems.map(({ message: what }) => what).join("\n");
}

describe("what is refused", () => {
  it.each([
    ["an empty list", "[]", "it holds no test case"],
    ["a text", "hello", "cases.yaml is not a mapping"],
    ["a number", "7", "cases.yaml is not a mapping"],
    ["no YAML", "- inputs: {a: 1", "cases.yaml can't be used as test cases: Flow map"],
    ["several documents", "- inputs: {}\n---\n- inputs: {}", "multiple documents"],
    ["one key twice", "- inputs: {}\n  inputs: {}", "Map keys must be unique"],
    ["tabs", "- inputs:\n\ta: 1", "Tabs are not allowed as indentation"],
    ["a case that is null", "- ", "case 1 has no inputs (a mapping)"],
    ["a case that is a text", "- hello", "case 1 is not a mapping"],
    ["no inputs", "- exact_string: x", "case 1 has no inputs (a mapping)"],
    ["inputs that are a list", "- inputs: [1]", "case 1 has no inputs (a mapping)"],
    ["a predict that is a list", "predict: []", "predict is not a mapping"],
    ["cases that are a mapping", "predict: {test_cases: {}}", "predict.test_cases is not a list"],
    [
      "a number for a text",
      "- inputs: {}\n  exact_string: 42",
      "exact_string of case 1 is not a text (put it in quotes)",
    ],
    [
      "a flag for a text",
      "- inputs: {}\n  exact_string: true",
      "exact_string of case 1 is not a text",
    ],
    ["a number for a name", "- inputs: {}\n  name: 1", "name of case 1 is not a text"],
    [
      "a number for an error",
      "- inputs: {}\n  error_contains: 404",
      "error_contains of case 1 is not a text",
    ],
    ["a number for a pattern", "- inputs: {}\n  matches: 1", "matches of case 1 is not a text"],
    ["a list for a query", "- inputs: {}\n  jq_query: [.a]", "jq_query of case 1 is not a text"],
    [
      "a mapping for a prompt",
      "- inputs: {}\n  match_prompt: {a: b}",
      "match_prompt of case 1 is not a text",
    ],
    [
      "a pattern that is none",
      "- inputs: {}\n  matches: '('",
      "matches of case 1 is not a regular expression: (",
    ],
    [
      "a URL that is a path",
      "- inputs: {}\n  match_url: a.png",
      "match_url of case 1 is not a URL",
    ],
    [
      "a URL of no web page",
      "- inputs: {}\n  match_url: file:///etc/passwd",
      "match_url of case 1 is not a URL",
    ],
    ["no time", "- inputs: {}\n  max_seconds: 0", "max_seconds of case 1 is not a number above 0"],
    [
      "a time before now",
      "- inputs: {}\n  max_seconds: -1",
      "max_seconds of case 1 is not a number above 0",
    ],
    [
      "a time in quotes",
      "- inputs: {}\n  max_seconds: '2'",
      "max_seconds of case 1 is not a number above 0",
    ],
    [
      "a time that is no number",
      "- inputs: {}\n  max_seconds: .nan",
      "max_seconds of case 1 is not a number above 0",
    ],
    ["a yes", "- inputs: {}\n  compare: yes", "compare of case 1 is neither true nor false"],
    [
      "a model without owner",
      "model: hotdog",
      'model of it is "hotdog", which is no name on Replicate',
    ],
    ["a model's number", "model: 3", "model of it is not a text (put it in quotes)"],
    ["a test model in capitals", "test_model: Acme/x", 'test_model of it is "Acme/x"'],
    ["a deployment that is a name", "deployment: live", "deployment is not a mapping"],
    ["a deployment's name", "deployment: {name: a/b/c}", 'name of deployment is "a/b/c"'],
    [
      "no timeout",
      "predict: {predict_timeout: 0}",
      "predict_timeout of predict is not a number above 0",
    ],
    ["no parallel", "parallel: 0", "parallel of it is not a number above 0"],
  ])("is %s", async (_, text, words) => {
    expect(await said(text)).toContain(words);
  });

  it.each(["exact_string", "matches", "jq_query", "match_prompt"])(
    "is %s where an error is expected",
    async (check) => {
      expect(await said(`- inputs: {}\n  error_contains: x\n  ${check}: x`)).toContain(
        `case 1 expects an error, and with ${check} an output as well`,
      );
    },
  );

  it.each([
    [
      "- inputs: {}\n  exact_sting: x",
      'case 1 has "exact_sting", which is not known: did you mean exact_string?',
    ],
    ["- inputs: {}\n  max_second: 1", "did you mean max_seconds?"],
    ["- input: {}", 'case 1 has "input", which is not known: did you mean inputs?'],
    ["test_cases: [{inputs: {}}]", 'it has "test_cases", which is not known (known are model, '],
    [
      "predict: {test_case: []}",
      'predict has "test_case", which is not known: did you mean test_cases?',
    ],
    ["deployment: {nam: x}", "did you mean name?"],
    ["- inputs: {}\n  snapshot: x", "(known are name, inputs, compare, exact_string, "],
  ])("is a misspelling, with what was meant: %j", async (text, words) => {
    expect(await said(text)).toContain(words);
  });

  it("is listed all at once, with where it stands", async () => {
    const text = "- inputs: {}\n- inputs: 1\n  max_seconds: x\n- matches: '['";
    const words = await said(text);
    expect(words.match(/case 2 has no inputs|max_seconds of case 2|case 3 has no/g)).toHaveLength(
      3,
    );
    expect(words).toContain("matches of case 3 is not a regular expression");
  });

  it.each(["", "# later", "null", "{}"])("is a file without anything: %j", async (text) => {
    expect(await said(text)).toContain("it holds no test case");
  });

  it("is an owner of a deployment that is none", async () => {
    const text = "deployment: {owner: ../x, name: n}\npredict: {test_cases: [{inputs: {}}]}";
    expect(await said(text)).toContain("owner of deployment");
  });
});

describe("aliases that are no configuration", () => {
  const laughs = [
    "a: &a [x,x,x,x,x,x,x,x,x,x]",
    "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]",
    "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]",
    "d: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]",
  ].join("\n");

  it.each([
    ["a billion laughs", laughs, "Excessive alias count"],
    ["an alias of nothing", "- inputs: *nope", "Unresolved alias"],
  ])("are refused: %s", async (_, text, words) => {
    expect(await said(text)).toContain(`cases.yaml can't be used as test cases: ${words}`);
  });

  // It is read, and can't be sent: JSON.stringify throws a TypeError then.
  it("are refused: a value that holds itself", async () => {
    expect(await said("- &a\n  inputs: *a")).toContain("can't be used as test cases");
  });
});
