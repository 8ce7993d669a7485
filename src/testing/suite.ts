import * as v from "valibot";
import { isRecord, type JsonRecord } from "../lib/json.ts";
import {
  MODEL_NAME_RULE,
  parseDeploymentName,
  parseModelName,
  parseOwner,
} from "../lib/model-name.ts";
import { nearestName } from "../lib/text.ts";
import type { TestCase, TestSuite } from "./options.ts";
import { laxBoolean, laxNumber } from "./pydantic.ts";

/** cog-safe-push's own default (its config.py). */
const DEFAULT_PARALLEL = 4;
/** A key with a larger edit distance from every known key is not a misspelling. */
const MAX_DISTANCE = 3;

const ABOVE_ZERO = "must be a number above 0";
const text = v.string("must be a string (put it in quotes)");
const boolean = v.boolean("must be true or false");
const positive = v.pipe(v.number(ABOVE_ZERO), v.gtValue(0, ABOVE_ZERO));
const laxPositive = v.pipe(v.unknown(), v.transform(laxNumber), positive);
const anything = v.nullish(v.unknown());
const record = v.custom<JsonRecord>(isRecord, "must be a mapping");

/** A text that `parse` turns into something other than undefined. */
function parsed<T>(parse: (value: string) => T | undefined, message: string) {
  return v.pipe(
    text,
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      const value = parse(dataset.value);
      if (value !== undefined) return value;
      addIssue({ message: `is "${dataset.value}", which ${message}` });
      return NEVER;
    }),
  );
}

/** A mapping without other keys: a misspelled expectation would let every output pass. */
function mapping<const E extends v.ObjectEntries>(entries: E) {
  return v.pipe(
    v.unknown(),
    v.check(isRecord, "must be a mapping"),
    v.strictObject(entries, ({ expected, path }) => {
      if (expected !== "never") return "is missing";
      const parent = path?.[0]?.input;
      const keys = Object.keys(isRecord(parent) ? parent : {});
      return unknownKeys(keys, Object.keys(entries));
    }),
  );
}

function unknownKeys(keys: readonly string[], known: readonly string[]): string {
  const unknown = keys
    .filter((key) => !known.includes(key))
    .map((key) => {
      const near = nearestName(key, known, MAX_DISTANCE);
      const suggestion =
        near === undefined ? `known keys: ${known.join(", ")}` : `did you mean "${near}"?`;
      return `"${key}" (${suggestion})`;
    });
  return `has ${unknown.length === 1 ? "an unknown key" : "unknown keys"}: ${unknown.join(", ")}`;
}

const modelName = parsed(parseModelName, `is not a model name (${MODEL_NAME_RULE})`);
const pattern = parsed(parsePattern, "is not a regular expression");

function parsePattern(source: string): RegExp | undefined {
  try {
    return new RegExp(source, "s");
  } catch {
    return undefined;
  }
}

/** Expectations of an output, which a failed prediction does not have. */
const OUTPUT_CHECKS = ["exact_string", "matches", "match_url", "jq_query", "match_prompt"] as const;

const testCase = v.pipe(
  mapping({
    name: v.nullish(text),
    inputs: record,
    compare: v.nullish(boolean),
    exact_string: v.nullish(text),
    matches: v.nullish(pattern),
    match_url: v.nullish(v.pipe(text, v.regex(/^https?:\/\//, "must be an http or https URL"))),
    jq_query: v.nullish(text),
    error_contains: v.nullish(text),
    match_prompt: v.nullish(text),
    max_seconds: v.nullish(positive),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || !isGiven(dataset.value.error_contains)) return;
    for (const check of OUTPUT_CHECKS)
      if (isGiven(dataset.value[check]))
        addIssue({
          message: `expects an error (error_contains), so it cannot expect an output (${check})`,
        });
  }),
);
const testCases = v.array(testCase, "must be a list");

/** cog-safe-push's configuration (its config.py). */
const safePush = mapping({
  model: v.nullish(modelName),
  test_model: v.nullish(modelName),
  test_hardware: v.nullish(text),
  predict: v.nullish(
    mapping({
      compare_outputs: v.nullish(v.pipe(v.unknown(), v.transform(laxBoolean), boolean)),
      predict_timeout: v.nullish(laxPositive),
      test_cases: v.nullish(testCases),
      fuzz: anything,
    }),
  ),
  train: anything,
  deployment: v.nullish(
    mapping({
      owner: v.nullish(parsed(parseOwner, "is not the name of an account")),
      name: v.nullish(parsed(parseDeploymentName, "is not the name of a deployment")),
      hardware: v.nullish(text),
    }),
  ),
  dockerfile: anything,
  parallel: v.nullish(laxPositive),
  fast_push: anything,
  use_cog_base_image: anything,
  ignore_schema_compatibility: anything,
  official_model: anything,
});
type SafePush = v.InferOutput<typeof safePush>;

/**
 * Validates a list of test cases, or the content of a cog-safe-push.yaml.
 * @returns the suite, and everything that is wrong with it, each in a few words.
 */
export function toSuite(content: unknown): {
  readonly suite: TestSuite;
  readonly problems: readonly string[];
} {
  if (Array.isArray(content)) {
    const result = v.safeParse(testCases, content);
    const cases = result.success ? result.output.map(toTestCase) : [];
    const suite = { cases, parallel: DEFAULT_PARALLEL, defaults: {}, notes: [], isSafePush: false };
    return { suite, problems: problemsOf(result.issues, content.length === 0) };
  }
  const result = v.safeParse(safePush, content ?? {});
  const file = result.success ? result.output : {};
  const suite = fromSafePush(file);
  const isEmpty = suite.cases.length === 0 && !hasUnsupportedTests(file);
  return { suite, problems: problemsOf(result.issues, isEmpty) };
}

/** The path of each issue in the words of a user, and its message: `case 2: max_seconds must be …`. */
function problemsOf(
  issues: readonly v.BaseIssue<unknown>[] | undefined,
  isEmpty: boolean,
): readonly string[] {
  if (issues === undefined) return isEmpty ? ["it has no test cases"] : [];
  return issues.map(({ expected, path = [], message }) => {
    const keys = path.map(({ key }) => String(key));
    // The path of an unknown key ends in the key itself.
    const place = (expected === "never" ? keys.slice(0, -1) : keys).join(".");
    const subject = place.replace(
      /^(?:predict\.test_cases\.)?(\d+)(\.)?/,
      (_, index: string, dot = "") => `case ${Number(index) + 1}${dot && ": "}`,
    );
    return `${subject || "it"} ${message}`;
  });
}

function toTestCase(given: v.InferOutput<typeof testCase>, index: number): TestCase {
  return {
    name: given.name ?? `case ${index + 1}`,
    inputs: given.inputs,
    compare: given.compare ?? false,
    expected: {
      exactString: given.exact_string ?? undefined,
      matches: given.matches ?? undefined,
      matchUrl: given.match_url ?? undefined,
      jqQuery: given.jq_query ?? undefined,
      errorContains: given.error_contains ?? undefined,
      matchPrompt: given.match_prompt ?? undefined,
      maxSeconds: given.max_seconds ?? undefined,
    },
  };
}

function fromSafePush(file: SafePush): TestSuite {
  const { predict, deployment } = file;
  const cases = (predict?.test_cases ?? []).map(toTestCase);
  const { owner, name } = deployment ?? {};
  return {
    // cog-safe-push compares the outputs of the first case alone (its main.py).
    cases: cases.map((one, index) =>
      predict?.compare_outputs && index === 0 ? { ...one, compare: true } : one,
    ),
    parallel: Math.max(1, Math.floor(file.parallel ?? DEFAULT_PARALLEL)),
    defaults: {
      model: file.model ?? undefined,
      testModel: file.test_model ?? undefined,
      testHardware: file.test_hardware ?? undefined,
      timeoutSeconds: predict?.predict_timeout ?? undefined,
      deployment: name ? { owner: owner ?? name.owner, name: name.name } : undefined,
      deploymentHardware: deployment?.hardware ?? undefined,
    },
    notes: unsupportedFeatures(file, cases.length),
    isSafePush: true,
  };
}

/** Whether cog-safe-push accepts it without test cases: it has other tests, or names a model. */
function hasUnsupportedTests({ model, train, predict }: SafePush): boolean {
  return isGiven(model) || isRecord(train) || isRecord(predict?.fuzz);
}

/** What cog-safe-push does and this action does not, or does by an input of its own. */
function unsupportedFeatures(file: SafePush, cases: number): string[] {
  const { predict } = file;
  const isSet = (value: unknown): boolean => isGiven(value) && value !== false;
  const features = [
    [isSet(predict?.fuzz), "predict.fuzz: predictions with generated inputs are not supported"],
    [isSet(file.train), "train: trainings are not run, only their schemas are compared"],
    [isSet(file.fast_push), "fast_push: Cog no longer has a fast push"],
    [isSet(file.official_model), "official_model: pushing to official models is not supported"],
    [isSet(file.dockerfile), "dockerfile: use the input dockerfile"],
    [isGiven(file.use_cog_base_image), "use_cog_base_image: use the input use-cog-base-image"],
    [
      file.ignore_schema_compatibility !== undefined,
      "ignore_schema_compatibility: use the input compatibility",
    ],
    [
      cases === 0 && !isSet(predict?.fuzz) && !isSet(file.train),
      "predict.test_cases: there are none, so no test cases are run",
    ],
    [
      isSet(file.model) && !isGiven(file.test_model),
      "test_model: it is not set, and no test model is created by default; set the input test-model",
    ],
  ] as const;
  return features.flatMap(([applies, note]) => (applies ? [note] : []));
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
