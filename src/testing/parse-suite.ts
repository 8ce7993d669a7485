import { parseDocument, type ScalarTag } from "yaml";
import { ActionError, errorMessage } from "../lib/errors.ts";
import { isRecord, type JsonRecord } from "../lib/json.ts";
import { parseDeploymentName, parseModelName, parseOwner } from "../lib/model-name.ts";
import {
  DEFAULT_PARALLEL,
  type Expectations,
  type SuiteDefaults,
  type TestCase,
  type TestSuite,
} from "./cases.ts";
import { FieldReader } from "./fields.ts";

const CHECKS = [
  "exact_string",
  "matches",
  "match_url",
  "jq_query",
  "error_contains",
  "match_prompt",
  "max_seconds",
] as const;
const CASE_KEYS = ["name", "inputs", "compare", ...CHECKS];
/** Checks of an output, of which there is none where an error is expected. */
const OUTPUT_CHECKS = ["exact_string", "matches", "match_url", "jq_query", "match_prompt"] as const;

/** The keys of cog-safe-push's configuration (cog_safe_push/config.py). */
const SAFE_PUSH_KEYS = [
  "model",
  "test_model",
  "test_hardware",
  "predict",
  "train",
  "deployment",
  "dockerfile",
  "parallel",
  "fast_push",
  "use_cog_base_image",
  "ignore_schema_compatibility",
  "official_model",
];
const PREDICT_KEYS = ["compare_outputs", "predict_timeout", "test_cases", "fuzz"];

/**
 * Reads test cases: a list of them, or the whole configuration of cog-safe-push.
 * @param text YAML or JSON.
 * @param source how messages call it: `Input test-cases`, or the file.
 * @throws {ActionError} that lists whatever is not as expected.
 */
export function parseSuite(text: string, source: string): TestSuite {
  const content = parseYaml(text, source);
  const read = new FieldReader();
  const isSafePush = !Array.isArray(content);
  const suite = isSafePush
    ? parseSafePush(read.record(content, source), read)
    : suiteOf(parseCases(content, read), {}, []);
  const isEmpty = suite.cases.length === 0 && !asksForMore(content);
  if (isEmpty && read.problems.length === 0) read.problems.push("it holds no test case");
  if (read.problems.length > 0) throw refused(source, read.problems);
  return { ...suite, isSafePush };
}

/** What PyYAML takes for true and false besides these words: cog-safe-push reads its file with it. */
const PYYAML_FLAG: ScalarTag = {
  tag: "tag:yaml.org,2002:bool",
  default: true,
  test: /^(yes|no|on|off)$/i,
  resolve: (text) => /^(yes|on)$/i.test(text),
};

/** In a list of ours, `no` is the text that it is in YAML 1.2. */
function parseYaml(text: string, source: string): unknown {
  const content = readYaml(text, [], source);
  return isRecord(content) ? readYaml(text, [PYYAML_FLAG], source) : content;
}

function readYaml(given: string, tags: readonly ScalarTag[], source: string): unknown {
  const text = given.replace(/^\uFEFF/, "");
  const document = parseDocument(text, {
    merge: true,
    customTags: (known) => [...tags, ...known],
  });
  const [fault] = document.errors;
  if (fault !== undefined) throw refused(source, [firstLine(fault)]);
  try {
    const content: unknown = document.toJS({ maxAliasCount: 100 });
    // One that holds itself has no text.
    JSON.stringify(content);
    return content;
  } catch (cause) {
    // An alias of nothing or of what is around it, or aliases that grow without end.
    throw refused(source, [firstLine(cause)]);
  }
}

function firstLine(error: unknown): string {
  return errorMessage(error).split("\n")[0] ?? "";
}

function refused(source: string, problems: readonly string[]): ActionError {
  return new ActionError({
    code: "test-cases-invalid",
    message: `${source} can't be used as test cases: ${problems.join("; ")}.`,
    hint: "Give a list of cases, each with inputs and what is expected (docs/testing.md has all of it), or a cog-safe-push.yaml.",
  });
}

function suiteOf(
  cases: readonly TestCase[],
  defaults: SuiteDefaults,
  notes: readonly string[],
  parallel = DEFAULT_PARALLEL,
): Omit<TestSuite, "isSafePush"> {
  return { cases, defaults, notes, parallel: Math.max(1, Math.floor(parallel)) };
}

function parseSafePush(file: JsonRecord, read: FieldReader): Omit<TestSuite, "isSafePush"> {
  read.refuseOthers(file, SAFE_PUSH_KEYS, "it");
  const predict = read.record(file["predict"], "predict");
  read.refuseOthers(predict, PREDICT_KEYS, "predict");
  const deployment = read.record(file["deployment"], "deployment");
  read.refuseOthers(deployment, ["owner", "name", "hardware"], "deployment");
  const owner = read.parsed(deployment, "owner", "deployment", parseOwner);
  const named = read.parsed(deployment, "name", "deployment", parseDeploymentName);
  const cases = parseCases(read.list(predict["test_cases"], "predict.test_cases"), read);
  const compares = read.flag(predict, "compare_outputs", "predict") === true;
  return suiteOf(
    // It compares the outputs of the first case alone (its main.py).
    cases.map((one, index) => (compares && index === 0 ? { ...one, compare: true } : one)),
    {
      model: read.parsed(file, "model", "it", parseModelName),
      testModel: read.parsed(file, "test_model", "it", parseModelName),
      testHardware: read.text(file, "test_hardware", "it"),
      timeoutSeconds: read.positive(predict, "predict_timeout", "predict"),
      deployment: named && { owner: owner ?? named.owner, name: named.name },
      deploymentHardware: read.text(deployment, "hardware", "deployment"),
    },
    notDone(file, predict, cases),
    read.positive(file, "parallel", "it"),
  );
}

/**
 * Whether it is a cog-safe-push.yaml that has its tests in what this action does not do, or none at all: then
 * it names a model, and cog-safe-push tests nothing either.
 */
function asksForMore(content: unknown): boolean {
  if (!isRecord(content)) return false;
  const { model, predict, train } = content;
  return isGiven(model) || isRecord(train) || (isRecord(predict) && isRecord(predict["fuzz"]));
}

/** What cog-safe-push would do and this action does not, or does by an input of its own. */
function notDone(file: JsonRecord, predict: JsonRecord, cases: readonly TestCase[]): string[] {
  const isWanted = (value: unknown): boolean => isGiven(value) && value !== false;
  const parts = [
    [isWanted(predict["fuzz"]), "predict.fuzz: predictions with invented inputs are not made"],
    [isWanted(file["train"]), "train: trainings are not run, their schema is compared"],
    [isWanted(file["fast_push"]), "fast_push: Cog has no fast push any more"],
    [isWanted(file["official_model"]), "official_model: official models can't be pushed to"],
    [isWanted(file["dockerfile"]), "dockerfile: use the input dockerfile"],
    [isGiven(file["use_cog_base_image"]), "use_cog_base_image: use the input of that name"],
    [
      file["ignore_schema_compatibility"] !== undefined,
      "ignore_schema_compatibility: use the input compatibility",
    ],
    [
      cases.length === 0 && !isWanted(predict["fuzz"]) && !isWanted(file["train"]),
      "no predict.test_cases: none are run",
    ],
    [
      !isGiven(file["test_model"]) && isWanted(file["model"]),
      "no test_model: cog-safe-push would make one of its own, set test-model for that",
    ],
  ] as const;
  return parts.flatMap(([applies, note]) => (applies ? [note] : []));
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function parseCases(list: readonly unknown[], read: FieldReader): TestCase[] {
  return list.map((entry, index) => {
    const where = `case ${index + 1}`;
    const one = read.record(entry, where);
    read.refuseOthers(one, CASE_KEYS, where);
    if (!isRecord(one["inputs"])) read.problems.push(`${where} has no inputs (a mapping)`);
    if (isGiven(one["error_contains"]))
      for (const check of OUTPUT_CHECKS)
        if (isGiven(one[check]))
          read.problems.push(`${where} expects an error, and with ${check} an output as well`);
    return {
      name: read.text(one, "name", where) ?? where,
      inputs: isRecord(one["inputs"]) ? one["inputs"] : {},
      expected: parseExpectations(one, where, read),
      compare: read.flag(one, "compare", where) ?? false,
    };
  });
}

function parseExpectations(one: JsonRecord, where: string, read: FieldReader): Expectations {
  const url = read.text(one, "match_url", where);
  if (url !== undefined && !/^https?:\/\//.test(url))
    read.problems.push(`match_url of ${where} is not a URL`);
  return {
    exactString: read.text(one, "exact_string", where),
    matches: parsePattern(read.text(one, "matches", where), where, read),
    matchUrl: url,
    jqQuery: read.text(one, "jq_query", where),
    errorContains: read.text(one, "error_contains", where),
    matchPrompt: read.text(one, "match_prompt", where),
    maxSeconds: read.positive(one, "max_seconds", where),
  };
}

function parsePattern(
  pattern: string | undefined,
  where: string,
  read: FieldReader,
): RegExp | undefined {
  if (pattern === undefined) return undefined;
  try {
    return new RegExp(pattern, "s");
  } catch {
    read.problems.push(`matches of ${where} is not a regular expression: ${pattern}`);
    return undefined;
  }
}
