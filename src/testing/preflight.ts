import { ActionError } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import type { Credentials } from "../model/options.ts";
import { refusedReading } from "../model/preflight.ts";
import { type ApiChecks, apiTokenRequired } from "../model/target.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { getModel } from "../replicate/models.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { jqProblem } from "./jq.ts";
import { type Judge, judgeOf, unsuitableJudge } from "./judge.ts";
import type { TestingOptions } from "./options.ts";
import { startTestingWorker } from "./tasks/tasks.ts";
import { checkUploads, uploadPaths } from "./uploads.ts";

/** What the gates are passed with; undefined judge: nobody asks for one. */
export interface TestingPreflight {
  readonly api: ReplicateApi;
  readonly apiToken: string;
  readonly judge: Judge | undefined;
}

/** The checks of the gates, under way. */
export interface GateChecks {
  readonly ready: Promise<TestingPreflight | undefined>;
  readonly all: readonly Promise<unknown>[];
}

/**
 * Checks what the gates need: the API, the judge, the queries and the files of the test cases.
 * @param production the schema that the model has today, where it is known.
 * @returns `ready` undefined when there is no API, and no gate that needs it.
 */
export function preflightTesting(
  gates: TestingOptions,
  connection: ApiChecks | undefined,
  credentials: Credentials,
  directory: string,
  production: Promise<JsonRecord | undefined>,
  { context, signal }: Runtime,
): GateChecks {
  const cases = gates.suite?.cases ?? [];
  const judge = connection && findJudge(connection.api, gates, credentials);
  const { apiToken } = credentials;
  const ready = (async () => {
    if (connection !== undefined && apiToken !== undefined)
      return { api: connection.api, apiToken, judge: await judge };
    if (gates.compatibility === "fail")
      throw apiTokenRequired(
        credentials,
        "Comparing with the version that users call (compatibility: fail)",
      );
    if (gates.bootCheck || gates.testModel !== undefined)
      throw apiTokenRequired(
        credentials,
        "Trying the version (test-cases, boot-check, test-model)",
      );
    return undefined;
  })();
  const files = production.then((schema) =>
    checkUploads(
      cases.flatMap(({ inputs }) => uploadPaths(inputs, schema)),
      directory,
      context.workspace,
      // Only a schema tells which inputs take files: any other text may begin with an @ as well.
      schema !== undefined,
    ),
  );
  return { ready, all: [ready, files, checkQueries(gates, signal)] };
}

async function checkQueries({ suite }: TestingOptions, signal: AbortSignal): Promise<void> {
  const cases = suite?.cases.filter(({ expected }) => expected.jqQuery !== undefined) ?? [];
  if (cases.length === 0) return;
  const worker = startTestingWorker(signal);
  const problems = cases.map(async ({ name, expected: { jqQuery = "" } }) => {
    const problem = await jqProblem(jqQuery, worker);
    return problem === undefined
      ? []
      : [
          {
            code: "jq-query-invalid",
            message: `The jq_query of "${name}" in test-cases is not a valid jq query: ${problem}`,
            hint: "Fix jq_query in test-cases. It is run by jq 1.8.",
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
      message: `Test cases with match_prompt (${asking.map(({ name }) => name).join(", ")}) require a judge, but input judge-model is empty.`,
      hint: "Set judge-model to a language model on Replicate. To judge images, use a vision model. It runs with api-token and is billed to its account.",
    });
  const model = await getModel(api, judge);
  if ("status" in model) {
    if (model.status === 404) throw unsuitableJudge(judge, "the model does not exist");
    throw refusedReading(judge, model, credentials);
  }
  return judgeOf(judge, model);
}
