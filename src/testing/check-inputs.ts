import { getPath } from "../compatibility/normalize.ts";
import { inputProperties } from "../compatibility/openapi.ts";
import { ActionError } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { warning } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { nearestName } from "../lib/nearest-name.ts";
import type { Version } from "../replicate/parse.ts";
import type { TestCase, TestSuite } from "./options.ts";
import { TASK_SECONDS, type TestingWorker } from "./tasks/worker.ts";

/**
 * Checks the inputs of all test cases against the version's schema, before any prediction is run.
 * @throws {ActionError} if some do not match it.
 */
export async function checkInputs(
  { cases, isSafePush }: TestSuite,
  { version, model }: { readonly version: Pick<Version, "schema">; readonly model: ModelName },
  worker: TestingWorker,
): Promise<void> {
  const { unknown, invalid, unchecked } = await inputProblems(cases, version.schema, worker);
  for (const reason of unchecked)
    warning(
      "inputs-unchecked",
      `Could not check the inputs of the test cases against the schema of ${fullName(model)}: ${reason}.`,
    );
  const problems = isSafePush ? invalid : [...unknown, ...invalid];
  if (problems.length > 0)
    throw new ActionError({
      code: "test-inputs-invalid",
      message: `The inputs of the test cases do not match the schema of ${fullName(model)}: ${problems.join("; ")}.`,
      hint: "Fix the inputs in test-cases. No prediction was run.",
    });
  if (unknown.length > 0)
    warning(
      "inputs-unused",
      `Some inputs of the test cases have no effect: ${unknown.join("; ")}. They are ignored, as in cog-safe-push. In a list of test cases, they are errors.`,
    );
}

/** What is wrong with the inputs of test cases, a line for each. */
interface InputProblems {
  /** Inputs that the version does not have. */
  readonly unknown: readonly string[];
  /** Inputs that it does not take as they are. */
  readonly invalid: readonly string[];
  /** Why the schema cannot be used, and only names were checked; empty when it can. */
  readonly unchecked: readonly string[];
}

/**
 * Checks the inputs of test cases against a version's own schema (OpenAPI 3.0, as Cog writes it), if there is one.
 * A case that expects an error may give what is wrong on purpose.
 */
export async function inputProblems(
  cases: readonly TestCase[],
  schema: JsonRecord | undefined,
  worker: TestingWorker,
): Promise<InputProblems> {
  const properties = inputProperties(schema);
  const checked = cases.filter(({ expected }) => expected.errorContains === undefined);
  if (schema === undefined || properties === undefined || checked.length === 0)
    return { unknown: [], invalid: [], unchecked: [] };
  // What Cog writes for predict(**inputs).
  const takesAny =
    getPath(schema, "components", "schemas", "Input", "additionalProperties") === true;
  const unknown = checked.flatMap(({ name, inputs }) =>
    Object.keys(inputs)
      .filter((key) => !takesAny && !properties.has(key))
      .map((key) => {
        const near = nearestName(key, properties.keys());
        const hint = near === undefined ? "" : ` (it has ${near})`;
        return `${name}: input ${key} is unknown to the version${hint}`;
      }),
  );
  const inputs = checked.map((one) => one.inputs);
  const outcome = await worker.run("validateInputs", { schema, inputs }, TASK_SECONDS);
  if (outcome.kind === "failed") return { unknown, invalid: [], unchecked: [outcome.reason] };
  const invalid = outcome.output.flatMap((lines, index) =>
    lines.map((line) => `${checked[index]?.name}: ${line}`),
  );
  return { unknown, invalid, unchecked: [] };
}
