import { getPath } from "../compatibility/normalize.ts";
import { inputProperties } from "../compatibility/openapi.ts";
import type { JsonRecord } from "../lib/json.ts";
import { nearestName } from "../lib/text.ts";
import type { TestCase } from "./options.ts";
import { TASK_SECONDS, type TestingWorker, type Validation } from "./tasks/tasks.ts";

/** What is wrong with the inputs of test cases, a line for each. */
export interface InputProblems {
  /** Inputs that the version does not have. */
  readonly unknown: readonly string[];
  /** Inputs that it does not take as they are. */
  readonly invalid: readonly string[];
  /** Why the schema cannot be used, and only names were checked; empty when it can. */
  readonly unchecked: readonly string[];
}

/**
 * Checks the inputs of test cases against a version's own schema (OpenAPI 3.0, as Cog writes it).
 * A case that expects an error may give what is wrong on purpose.
 * @returns nothing when there is no schema to check against.
 */
export async function inputProblems(
  cases: readonly TestCase[],
  schema: JsonRecord | undefined,
  worker: TestingWorker,
): Promise<InputProblems> {
  const properties = inputProperties(schema);
  if (schema === undefined || properties === undefined)
    return { unknown: [], invalid: [], unchecked: [] };
  // What Cog writes for predict(**inputs).
  const takesAny =
    getPath(schema, "components", "schemas", "Input", "additionalProperties") === true;
  const checked = cases.filter(({ expected }) => expected.errorContains === undefined);
  const { problems, unusable } = await validate(checked, schema, worker);
  return {
    unknown: checked.flatMap(({ name, inputs }) =>
      Object.keys(inputs)
        .filter((key) => !takesAny && !properties.has(key))
        .map((key) => `${name}: input ${key} is unknown to the version${nearest(key, properties)}`),
    ),
    invalid: problems.flatMap((lines, index) =>
      lines.map((line) => `${checked[index]?.name}: ${line}`),
    ),
    unchecked: unusable,
  };
}

async function validate(
  cases: readonly TestCase[],
  schema: JsonRecord,
  worker: TestingWorker,
): Promise<Validation> {
  if (cases.length === 0) return { problems: [], unusable: [] };
  const inputs = cases.map((one) => one.inputs);
  const outcome = await worker.run("validateInputs", { schema, inputs }, TASK_SECONDS);
  switch (outcome.kind) {
    case "done":
      return outcome.output;
    case "timeout":
      return { problems: [], unusable: [`the check took more than ${outcome.seconds} s`] };
    case "failed":
      return { problems: [], unusable: [outcome.reason] };
  }
}

function nearest(key: string, properties: ReadonlyMap<string, unknown>): string {
  const near = nearestName(key, properties.keys());
  return near === undefined ? "" : ` (it has ${near})`;
}
