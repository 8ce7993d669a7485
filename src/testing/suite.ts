import * as v from "valibot";
import { ActionError } from "../lib/errors.ts";
import { isRecord, type JsonRecord } from "../lib/json.ts";
import {
  MODEL_NAME_RULE,
  parseDeploymentName,
  parseModelReference,
  parseOwner,
} from "../lib/model-name.ts";
import { optional } from "../lib/parse-response.ts";
import type { TestCase, TestSuite } from "./options.ts";
import {
  anything,
  boolean,
  laxBoolean,
  laxPositive,
  mapping,
  parsed,
  pattern,
  positive,
  record,
  text,
} from "./suite-schemas.ts";

/** cog-safe-push's own default (its config.py). */
const DEFAULT_PARALLEL = 4;
/** As in the inputs that the file has defaults for. */
const modelName = parsed(
  (name) => parseModelReference(name),
  `is not a model name (${MODEL_NAME_RULE})`,
);

const testCase = v.pipe(
  mapping({
    name: optional(text),
    inputs: record,
    compare: optional(boolean),
    exact_string: optional(text),
    matches: optional(pattern),
    match_url: optional(v.pipe(text, v.regex(/^https?:\/\//, "must be an http or https URL"))),
    jq_query: optional(text),
    error_contains: optional(text),
    match_prompt: optional(text),
    max_seconds: optional(positive),
  }),
  v.check(
    (given) => given.error_contains === undefined || outputChecks(given).length === 0,
    ({ input }) =>
      `expects an error (error_contains), so it cannot expect an output (${outputChecks(input).join(", ")})`,
  ),
);

/** The expectations that a failed prediction cannot meet: it has no output. */
function outputChecks(given: JsonRecord): readonly string[] {
  return ["exact_string", "matches", "match_url", "jq_query", "match_prompt"].filter(
    (key) => given[key] !== undefined,
  );
}

/** cog-safe-push's configuration (its config.py). */
const safePush = mapping({
  model: optional(modelName),
  test_model: optional(modelName),
  test_hardware: optional(text),
  predict: optional(
    mapping({
      compare_outputs: optional(laxBoolean),
      predict_timeout: optional(laxPositive),
      test_cases: optional(v.array(testCase, "must be a list")),
      fuzz: anything,
    }),
  ),
  train: anything,
  deployment: optional(
    mapping({
      owner: optional(parsed(parseOwner, "is not the name of an account")),
      name: optional(parsed(parseDeploymentName, "is not the name of a deployment")),
      hardware: optional(text),
    }),
  ),
  dockerfile: anything,
  parallel: optional(laxPositive),
  fast_push: anything,
  use_cog_base_image: anything,
  ignore_schema_compatibility: anything,
  official_model: anything,
});
type SafePush = v.InferOutput<typeof safePush>;

/**
 * Validates a list of test cases, or the content of a cog-safe-push.yaml.
 * @param source name for messages: `Input test-cases`, or the file.
 * @throws {ActionError} that lists everything that is wrong.
 */
export function toSuite(content: unknown, source: string): TestSuite {
  const isList = Array.isArray(content);
  const file = isList ? { predict: { test_cases: content } } : (content ?? {});
  const result = v.safeParse(safePush, file);
  if (!result.success) throw invalidSuite(source, result.issues.map(problemOf));
  const { model, train, predict } = result.output;
  const suite = { ...fromSafePush(result.output), isSafePush: !isList };
  // cog-safe-push accepts a file without test cases that has other tests, or names a model.
  const isComplete = model !== undefined || isRecord(train) || isRecord(predict?.fuzz);
  if (suite.cases.length > 0 || isComplete) return suite;
  throw invalidSuite(source, ["it has no test cases"]);
}

/** @param problems each in a few words. */
export function invalidSuite(source: string, problems: readonly string[]): ActionError {
  return new ActionError({
    code: "test-cases-invalid",
    message: `${source} is not a valid test suite: ${problems.join("; ")}.`,
    hint: "Set test-cases to a list of test cases, each with inputs and expectations (see docs/testing.md), or to a cog-safe-push.yaml.",
  });
}

/** The path of an issue in the words of a user, and its message: `case 2: max_seconds must be …`. */
function problemOf({ expected, path, message }: v.BaseIssue<unknown>): string {
  const keys = (path ?? []).map(({ key }) => String(key));
  // The path of an unknown key ends in the key itself.
  const place = (expected === "never" ? keys.slice(0, -1) : keys).join(".");
  const subject = place.replace(
    /^predict\.test_cases\.(\d+)(\.)?/,
    (_, index: string, dot = "") => `case ${Number(index) + 1}${dot && ": "}`,
  );
  return `${subject || "it"} ${message}`;
}

function fromSafePush(file: SafePush): Omit<TestSuite, "isSafePush"> {
  const { predict, deployment } = file;
  const { owner, name } = deployment ?? {};
  const cases = (predict?.test_cases ?? []).map(
    (given, index): TestCase => ({
      name: given.name ?? `case ${index + 1}`,
      inputs: given.inputs,
      // cog-safe-push compares the outputs of the first case alone (its main.py).
      compare: given.compare || (index === 0 && predict?.compare_outputs === true),
      expected: {
        exactString: given.exact_string,
        matches: given.matches,
        matchUrl: given.match_url,
        jqQuery: given.jq_query,
        errorContains: given.error_contains,
        matchPrompt: given.match_prompt,
        maxSeconds: given.max_seconds,
      },
    }),
  );
  return {
    cases,
    parallel: Math.max(1, Math.floor(file.parallel ?? DEFAULT_PARALLEL)),
    defaults: {
      model: file.model,
      testModel: file.test_model,
      testHardware: file.test_hardware,
      timeoutSeconds: predict?.predict_timeout,
      deployment: name && { owner: owner ?? name.owner, name: name.name },
      deploymentHardware: deployment?.hardware,
    },
    notes: unsupportedFeatures(file, cases.length),
  };
}

/** Features of cog-safe-push that this action lacks, or offers as an input. */
function unsupportedFeatures(file: SafePush, cases: number): string[] {
  const fuzz = file.predict?.fuzz;
  const isSet = (value: unknown): boolean => value !== undefined && value !== false;
  const features = [
    [isSet(fuzz), "predict.fuzz: predictions with generated inputs are not supported"],
    [isSet(file.train), "train: trainings are not run, only their schemas are compared"],
    [isSet(file.fast_push), "fast_push: Cog no longer has a fast push"],
    [isSet(file.official_model), "official_model: pushing to official models is not supported"],
    [isSet(file.dockerfile), "dockerfile: use the input dockerfile"],
    [file.use_cog_base_image !== undefined, "use_cog_base_image: use the input use-cog-base-image"],
    [
      file.ignore_schema_compatibility !== undefined,
      "ignore_schema_compatibility: use the input compatibility",
    ],
    [
      cases === 0 && !isSet(fuzz) && !isSet(file.train),
      "predict.test_cases: there are none, so no test cases are run",
    ],
    [
      file.model !== undefined && file.test_model === undefined,
      "test_model: it is not set, and no test model is created by default; set the input test-model",
    ],
  ] as const;
  return features.flatMap(([applies, note]) => (applies ? [note] : []));
}
