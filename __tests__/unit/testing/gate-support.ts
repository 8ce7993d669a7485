import { marked } from "marked";
import type { JsonRecord } from "../../../src/lib/json.ts";
import type { Prediction } from "../../../src/replicate/parse.ts";
import type { Expectations, TestCase, TestSuite } from "../../../src/testing/options.ts";
import type { Phases } from "../../../src/testing/prediction-result.ts";

/** Ids of versions: 64 hex digits. */
export const ID = "5c7d".repeat(16);
export const OTHER_ID = "0a1b".repeat(16);

const NOTHING: Expectations = {
  exactString: undefined,
  matches: undefined,
  matchUrl: undefined,
  jqQuery: undefined,
  errorContains: undefined,
  matchPrompt: undefined,
  maxSeconds: undefined,
};

export function expecting(some: Partial<Expectations> = {}): Expectations {
  return { ...NOTHING, ...some };
}

export function testCase(inputs: JsonRecord, some: Partial<Expectations> = {}): TestCase {
  return { name: "case 1", inputs, expected: expecting(some), compare: false };
}

export function suite(some: Partial<TestSuite> = {}): TestSuite {
  const usual = { parallel: 4, defaults: {}, notes: [], isSafePush: false };
  return { cases: [testCase({})], ...usual, ...some };
}

/** A prediction that went well: 5 s in the queue, 2 s of predict(). */
export function prediction(some: Partial<Prediction> = {}): Prediction {
  return {
    id: "p1",
    version: undefined,
    status: "succeeded",
    output: "hot dog",
    error: undefined,
    logs: "",
    createdAt: 1_000_000,
    startedAt: 1_005_000,
    completedAt: 1_007_000,
    predictSeconds: 2,
    url: "https://replicate.com/p/p1",
    ...some,
  };
}

export const PHASES: Phases = { queued: 5, setup: undefined, running: 2 };

/** An OpenAPI schema with these inputs, as Cog writes it. */
export function inputSchema(
  properties: JsonRecord,
  { required = [], schemas = {} }: { required?: readonly string[]; schemas?: JsonRecord } = {},
): JsonRecord {
  const Input = { type: "object", title: "Input", properties, required };
  return {
    openapi: "3.0.2",
    info: { title: "Cog", version: "0.1.0" },
    paths: {},
    components: { schemas: { Input, ...schemas } },
  };
}

/** What GitHub makes of markdown, as far as its structure goes: the tags in order, without texts. */
export function structureOf(markdown: string): readonly string[] {
  const html = marked.parse(markdown, { gfm: true, async: false });
  return [...html.matchAll(/<!--|<\/?[a-z][a-z0-9]*/gi)].map(([tag]) => tag);
}

/** Texts that would leave their place if they were put there as they are. */
export const HOSTILE = [
  ["a backtick", "a`b"],
  ["many backticks", "```` ``` `` `"],
  ["a pipe", "a|b|c"],
  ["HTML", "<img src=x onerror=alert(1)><script>alert(1)</script>"],
  ["HTML behind a backtick", "a`<img src=x>`b"],
  ["the end of an HTML comment", "a --> b <!-- c"],
  ["the end of the folded part", "</summary></details></table>"],
  ["a link", "[a](https://example.com)![b](https://example.com/b.png)"],
  ["the end of a code span and a backslash", "a\\`b\\"],
  ["quotes", `" onload="alert(1)" '`],
] as const;

export const NEWLINES = [
  ["a newline", "a\n\n# b\n\n| c | d |\n| --- | --- |\n| e | f |"],
  ["a carriage return", "a\r\r# b\r\n- c"],
] as const;
