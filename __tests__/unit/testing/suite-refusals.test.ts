import { describe, expect, it } from "vitest";
import type { TestSuite } from "../../../src/testing/options.ts";
import { parseSuite } from "../../../src/testing/parse.ts";
import { refusal } from "../support.ts";

const read = (text: string): TestSuite => parseSuite(text, "cases.yaml");

/** What is wrong with a text that is refused: the place of each fault, and its reason. */
async function said(text: string): Promise<string> {
  const { problems } = await refusal(() => read(text));
  const [{ code, message } = { code: "", message: "" }, ...others] = problems;
  expect([code, ...others]).toEqual(["test-cases-invalid"]);
  expect(message).toMatch(/^cases\.yaml /);
  return message;
}

describe("an invalid suite", () => {
  it.each([
    ["an empty list", "[]", ""],
    ["a text", "hello", ""],
    ["a number", "7", ""],
    ["no YAML", "- inputs: {a: 1", "Flow map"],
    ["several documents", "- inputs: {}\n---\n- inputs: {}", ""],
    ["one key twice", "- inputs: {}\n  inputs: {}", ""],
    ["more entries than are parsed in time", "- inputs: {}\n".repeat(100_000), ""],
    [
      "many errors in a long line",
      `- "${"\\q".repeat(25_000)}${"x".repeat(3_000_000)}"`,
      "Invalid escape sequence \\q at line 1, column 4",
    ],
    ["tabs", "- inputs:\n\ta: 1", "Tabs are not allowed as indentation"],
    ["a case that is null", "- ", "case 1 "],
    ["a case that is a text", "- hello", "case 1 "],
    ["no inputs", "- exact_string: x", "case 1: inputs"],
    ["inputs that are a list", "- inputs: [1]", "case 1: inputs"],
    ["a predict that is a list", "predict: []", "predict "],
    ["cases that are a mapping", "predict: {test_cases: {}}", "predict.test_cases "],
    ["a number for a text", "- inputs: {}\n  exact_string: 42", "case 1: exact_string"],
    ["a flag for a text", "- inputs: {}\n  exact_string: true", "case 1: exact_string"],
    ["a number for a name", "- inputs: {}\n  name: 1", "case 1: name"],
    ["a number for an error", "- inputs: {}\n  error_contains: 404", "case 1: error_contains"],
    ["a number for a pattern", "- inputs: {}\n  matches: 1", "case 1: matches"],
    ["a list for a query", "- inputs: {}\n  jq_query: [.a]", "case 1: jq_query"],
    ["a mapping for a prompt", "- inputs: {}\n  match_prompt: {a: b}", "case 1: match_prompt"],
    ["an invalid pattern", "- inputs: {}\n  matches: '('", "case 1: matches"],
    ["a URL that is a path", "- inputs: {}\n  match_url: a.png", "case 1: match_url"],
    ["a URL of no web page", "- inputs: {}\n  match_url: file:///etc/passwd", "case 1: match_url"],
    ["no time", "- inputs: {}\n  max_seconds: 0", "case 1: max_seconds"],
    ["a time before now", "- inputs: {}\n  max_seconds: -1", "case 1: max_seconds"],
    ["a time in quotes", "- inputs: {}\n  max_seconds: '2'", "case 1: max_seconds"],
    ["an invalid time", "- inputs: {}\n  max_seconds: .nan", "case 1: max_seconds"],
    ["a yes", "- inputs: {}\n  compare: yes", "case 1: compare"],
    ["a model without owner", "model: hotdog", "model is "],
    ["a model's number", "model: 3", "model "],
    ["a test model in capitals", "test_model: acme/X", "test_model is "],
    ["a deployment that is a name", "deployment: live", "deployment "],
    ["a deployment's name", "deployment: {name: a/b/c}", "deployment.name is "],
    ["no timeout", "predict: {predict_timeout: 0}", "predict.predict_timeout"],
    ["an endless timeout", "predict: {predict_timeout: .inf}", "predict.predict_timeout"],
    ["no parallel", "parallel: 0", "parallel "],
  ])("is rejected: %s", async (_, text, words) => {
    expect(await said(text)).toContain(words);
  });

  it.each(["exact_string", "matches", "jq_query", "match_prompt"])(
    "is rejected where an error is expected: %s",
    async (check) => {
      expect(await said(`- inputs: {}\n  error_contains: x\n  ${check}: x`)).toContain(
        `(${check})`,
      );
    },
  );

  it.each([
    ["- inputs: {}\n  exact_sting: x", /case 1 .*"exact_sting".*"exact_string"/],
    ["- inputs: {}\n  max_second: 1", /"max_seconds"/],
    ["- input: {}", /"inputs"/],
    ["test_cases: [{inputs: {}}]", /"test_cases".* model, /],
    ["predict: {test_case: []}", /predict .*"test_case".*"test_cases"/],
    ["deployment: {nam: x}", /"name"/],
    ["- inputs: {}\n  snapshot: x", /name, inputs, compare, exact_string, /],
  ])("is a misspelling, with what was meant: %j", async (text, words) => {
    expect(await said(text)).toMatch(words);
  });

  it("has all its unknown keys listed", async () => {
    const words = await said("- inputs: {}\n  exact_sting: x\n  max_second: 1");
    expect(words).toContain('"exact_string"');
    expect(words).toContain('"max_seconds"');
  });

  it("lists the known keys once", async () => {
    const words = await said("name: x\ninputs: {}\nmodle: a/b\n");
    expect(words).toMatch(/"name".*"inputs".*"modle".*"model"/);
    expect(words.match(/test_hardware/g)).toHaveLength(1);
  });

  it("is listed all at once, with its place", async () => {
    const text = "- inputs: {}\n- inputs: 1\n  max_seconds: x\n- matches: '['";
    const words = await said(text);
    expect(words.match(/case 2: inputs|case 2: max_seconds|case 3: inputs/g)).toHaveLength(3);
    expect(words).toContain("case 3: matches");
  });

  it.each(["", "# later", "null", "{}"])("is a file without anything: %j", async (text) => {
    expect(await said(text)).not.toBe("");
  });

  it("reports the owner of an invalid deployment", async () => {
    const text = "deployment: {owner: ../x, name: n}\npredict: {test_cases: [{inputs: {}}]}";
    expect(await said(text)).toContain("deployment.owner");
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
  ])("are rejected: %s", async (_, text, words) => {
    expect(await said(text)).toContain(words);
  });

  // It is read, and can't be sent: JSON.stringify throws a TypeError then.
  it("are rejected: a value that holds itself", async () => {
    expect(await said("- &a\n  inputs: *a")).not.toBe("");
  });
});
