import * as v from "valibot";
import { isRecord, type JsonRecord } from "../lib/json.ts";
import {
  MODEL_NAME_RULE,
  parseDeploymentName,
  parseModelName,
  parseOwner,
} from "../lib/model-name.ts";
import { optional } from "../lib/parse-response.ts";
import { nearestName } from "../lib/text.ts";
import type { TestCase, TestSuite } from "./options.ts";

/** cog-safe-push's own default (its config.py). */
const DEFAULT_PARALLEL = 4;
/** A key with a larger edit distance from every known key is not a misspelling. */
const MAX_DISTANCE = 3;

const ABOVE_ZERO = "must be a number above 0";
const text = v.string("must be a string (put it in quotes)");
const boolean = v.boolean("must be true or false");
const positive = v.pipe(v.number(ABOVE_ZERO), v.finite(ABOVE_ZERO), v.gtValue(0, ABOVE_ZERO));
const anything = optional(v.unknown());
const record = v.custom<JsonRecord>(isRecord, "must be a mapping");

/** A number as pydantic reads it, which takes it from a string, too. */
const laxPositive = v.pipe(
  v.unknown(),
  v.transform((value) =>
    typeof value === "string" && /^\s*\+?\d[\d_]*(\.0*)?\s*$/.test(value)
      ? Number(value.replaceAll("_", ""))
      : value,
  ),
  positive,
);

/** A boolean as pydantic reads it, which takes it from strings and numbers, too. */
const laxBoolean = v.pipe(
  v.unknown(),
  v.transform((value) => {
    const word = String(value).toLowerCase();
    if (/^(1|t|true|y|yes|on)$/.test(word)) return true;
    return /^(0|f|false|n|no|off)$/.test(word) ? false : value;
  }),
  boolean,
);

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
  const known = Object.keys(entries);
  const describe = (key: string): string => {
    const near = nearestName(key, known, MAX_DISTANCE);
    return near === undefined
      ? `"${key}" (known keys: ${known.join(", ")})`
      : `"${key}" (did you mean "${near}"?)`;
  };
  return v.pipe(
    record,
    v.strictObject(entries, ({ expected, path }) => {
      if (expected !== "never") return "is missing";
      const parent = path?.[0]?.input;
      const unknown = Object.keys(isRecord(parent) ? parent : {})
        .filter((key) => !known.includes(key))
        .map(describe);
      return `has ${unknown.length === 1 ? "an unknown key" : "unknown keys"}: ${unknown.join(", ")}`;
    }),
  );
}

const modelName = parsed(parseModelName, `is not a model name (${MODEL_NAME_RULE})`);
const pattern = parsed(parsePattern, "is not a regular expression");

/** Without Unicode's rules, `[👍👎]` would match half of another emoji. They allow no needless backslash. */
function parsePattern(source: string): RegExp | undefined {
  for (const flags of ["su", "s"])
    try {
      return new RegExp(source, flags);
    } catch {
      // The other rules may allow it.
    }
  return undefined;
}

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

/** A suite, or everything that is wrong with it, each in a few words. */
export type SuiteResult =
  | { readonly kind: "suite"; readonly suite: TestSuite }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/** Validates a list of test cases, or the content of a cog-safe-push.yaml. */
export function toSuite(content: unknown): SuiteResult {
  const isList = Array.isArray(content);
  const file = isList ? { predict: { test_cases: content } } : (content ?? {});
  const result = v.safeParse(safePush, file);
  if (!result.success) return { kind: "invalid", problems: result.issues.map(problemOf) };
  const { model, train, predict } = result.output;
  const suite = { ...fromSafePush(result.output), isSafePush: !isList };
  // cog-safe-push accepts a file without test cases that has other tests, or names a model.
  const isComplete = model !== undefined || isRecord(train) || isRecord(predict?.fuzz);
  return suite.cases.length > 0 || isComplete
    ? { kind: "suite", suite }
    : { kind: "invalid", problems: ["it has no test cases"] };
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
