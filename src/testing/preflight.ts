import { ActionError, refuseProblems, runChecks } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { type Connection, requireApi } from "../model/connection.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { jqErrors } from "./expectations.ts";
import { findJudge, type Judge } from "./judge.ts";
import type { TestingOptions } from "./options.ts";
import type { TestContext } from "./run.ts";
import { startTestingWorker } from "./tasks/worker.ts";
import { checkUploads, uploadPaths } from "./uploads.ts";

/** What tests are run with; without an API token, none are run. */
export type TestingPreflight =
  | { readonly kind: "no-api" }
  | { readonly kind: "ready"; readonly context: TestContext };

interface TestedProject {
  readonly directory: string;
  /** Schema of the model's latest version; undefined if it is unknown. */
  readonly schema: Promise<JsonRecord | undefined>;
}

/**
 * Checks everything that tests need: the API, the judge, and the queries and files of the test cases.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightTesting(
  options: TestingOptions,
  connection: Connection,
  project: TestedProject,
  { context, signal }: Runtime,
): Promise<TestingPreflight> {
  const { preflight } = await runChecks({
    preflight: prepareContext(options, connection, project),
    files: checkInputFiles(options, project, context.workspace),
    queries: checkQueries(options, signal),
  });
  return preflight;
}

async function prepareContext(
  options: TestingOptions,
  connection: Connection,
  { directory }: TestedProject,
): Promise<TestingPreflight> {
  if (connection.kind === "api") {
    const { api, apiToken } = connection;
    const judge = await requireJudge(api, options);
    return { kind: "ready", context: { api, apiToken, judge, directory } };
  }
  if (options.compatibility === "fail")
    requireApi(connection, "Comparing with the model's latest version (compatibility: fail)");
  if (options.bootCheck || options.testModel !== undefined)
    requireApi(connection, "Testing the version (test-cases, boot-check, test-model)");
  return { kind: "no-api" };
}

async function checkInputFiles(
  { suite }: TestingOptions,
  project: TestedProject,
  workspace: string,
): Promise<void> {
  const schema = await project.schema;
  const paths = (suite?.cases ?? []).flatMap(({ inputs }) => uploadPaths(inputs, schema));
  // Without a schema, it is unknown which inputs take files: any text may begin with an @.
  await checkUploads(new Set(paths), project.directory, workspace, schema !== undefined);
}

async function checkQueries({ suite }: TestingOptions, signal: AbortSignal): Promise<void> {
  const worker = startTestingWorker(signal);
  const problems = (suite?.cases ?? []).map(async ({ name, expected: { jqQuery } }) => {
    const errors = jqQuery === undefined ? [] : await jqErrors(jqQuery, worker);
    return errors.map((error) => ({
      code: "jq-query-invalid",
      message: `The jq_query of "${name}" in test-cases is not a valid jq query: ${error}`,
      hint: "Fix jq_query in test-cases. It is run by jq 1.8.",
    }));
  });
  await refuseProblems((await Promise.all(problems)).flat());
}

/** The judge; undefined if no test case has match_prompt. */
async function requireJudge(
  api: ReplicateApi,
  { suite, judge }: TestingOptions,
): Promise<Judge | undefined> {
  const asking = suite?.cases.filter(({ expected }) => expected.matchPrompt !== undefined) ?? [];
  if (asking.length === 0) return undefined;
  if (judge !== undefined) return findJudge(api, judge);
  throw new ActionError({
    code: "judge-missing",
    message: `Test cases with match_prompt (${asking.map(({ name }) => name).join(", ")}) require a judge, but input judge-model is empty.`,
    hint: "Set judge-model to a language model on Replicate. To judge images, use a vision model. It runs with api-token and is billed to its account.",
  });
}
