import { ActionError, runChecks } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { type Connection, requireApi } from "../model/connection.ts";
import type { Credentials } from "../model/options.ts";
import { refusedReading } from "../model/preflight.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { getModel } from "../replicate/models.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { pathsIn } from "./file-inputs.ts";
import type { TestingOptions } from "./options.ts";
import { type Judge, type JudgeInputs, judgeInputs } from "./question.ts";
import { checkUploads } from "./uploads.ts";

/** What predictions are run with; judge undefined: no test case asks for one. */
export interface TestContext {
  readonly api: ReplicateApi;
  readonly apiToken: string;
  readonly judge: Judge | undefined;
}

/** What the gates are run with, or that without an API token there are none. */
export type TestingPreflight =
  | { readonly kind: "no-api" }
  | { readonly kind: "ready"; readonly context: TestContext };

/** The project whose version is tested. */
export interface TestedProject {
  readonly directory: string;
  /** The schema that the model has today, where it is known. */
  readonly schema: Promise<JsonRecord | undefined>;
}

/**
 * Checks what the gates need: the API, the judge, the queries and the files of the test cases.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightTesting(
  options: TestingOptions,
  connection: Connection,
  project: TestedProject,
  { context }: Runtime,
): Promise<TestingPreflight> {
  const { preflight } = await runChecks({
    preflight: prepareContext(options, connection),
    files: checkInputFiles(options, project, context.workspace),
    queries: checkQueries(options),
  });
  return preflight;
}

async function prepareContext(
  options: TestingOptions,
  connection: Connection,
): Promise<TestingPreflight> {
  if (connection.kind === "api") {
    const { api, apiToken, credentials } = connection;
    return {
      kind: "ready",
      context: { api, apiToken, judge: await findJudge(api, options, credentials) },
    };
  }
  if (options.compatibility === "fail")
    requireApi(connection, "Comparing with the version that users call (compatibility: fail)");
  if (options.bootCheck || options.testModel !== undefined)
    requireApi(connection, "Testing the version (test-cases, boot-check, test-model)");
  return { kind: "no-api" };
}

async function checkInputFiles(
  { suite }: TestingOptions,
  { directory, schema }: TestedProject,
  workspace: string,
): Promise<void> {
  const known = await schema;
  const paths = (suite?.cases ?? []).flatMap(({ inputs }) => pathsIn(inputs, known));
  // Only a schema says which inputs take files: any other text may begin with an @ as well.
  await checkUploads(paths, directory, workspace, known !== undefined);
}

async function checkQueries({ suite }: TestingOptions): Promise<void> {
  const cases = suite?.cases.filter(({ expected }) => expected.jqQuery !== undefined) ?? [];
  if (cases.length === 0) return;
  const { jqProblem } = await import("./jq.ts");
  const problems = cases.map(async ({ name, expected: { jqQuery = "" } }) => {
    const problem = await jqProblem(jqQuery);
    return problem === undefined
      ? []
      : [
          {
            code: "jq-query-invalid",
            message: `The jq_query of ${name} in test-cases is no query of jq: ${problem}`,
            hint: "Correct the query; jq 1.8 reads it.",
          },
        ];
  });
  const found = (await Promise.all(problems)).flat();
  if (found.length > 0) throw new ActionError(found);
}

/** Finds the judge when a test case asks for one. */
async function findJudge(
  api: ReplicateApi,
  { suite, judge }: TestingOptions,
  credentials: Credentials,
): Promise<Judge | undefined> {
  const asking = suite?.cases.filter(({ expected }) => expected.matchPrompt !== undefined) ?? [];
  if (asking.length === 0) return undefined;
  if (judge === undefined)
    throw new ActionError({
      code: "judge-missing",
      message: `match_prompt of ${asking.map(({ name }) => name).join(", ")} in test-cases needs a judge, and judge-model is empty.`,
      hint: "Set judge-model to a language model on Replicate that sees pictures. It is run with api-token and billed to its account.",
    });
  const model = await getModel(api, judge);
  if ("status" in model) {
    if (model.status === 404) throw notAJudge(judge, "there is no such model");
    throw refusedReading(judge, model, credentials);
  }
  const schema = model.latestVersion?.schema;
  const inputs: JudgeInputs | undefined =
    schema === undefined && model.isOfficial ? PLAIN_JUDGE : judgeInputs(schema);
  if (inputs === undefined) throw notAJudge(judge, "it has no input called prompt");
  const { latestVersion } = model;
  if (!model.isOfficial && latestVersion === undefined) throw notAJudge(judge, "it has no version");
  const run =
    model.isOfficial || latestVersion === undefined
      ? { official: judge }
      : { version: latestVersion.id };
  return { name: fullName(judge), run, inputs, schema };
}

/** What every language model on Replicate takes, for an official one whose schema the API does not show. */
const PLAIN_JUDGE: JudgeInputs = { prompt: "prompt", system: undefined, images: undefined };

function notAJudge(name: ModelName, why: string): ActionError {
  return new ActionError({
    code: "judge-unsuitable",
    message: `Input judge-model is ${fullName(name)}, which can't judge: ${why}.`,
    hint: "Give a language model on Replicate that takes a prompt, and pictures where outputs are pictures.",
  });
}
