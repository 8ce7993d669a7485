import pMap from "p-map";
import type { JsonRecord } from "../lib/json.ts";
import type { ModelName } from "../lib/model-name.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import type { Version } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { bootInput, bootOf } from "./boot.ts";
import { checkInputs } from "./check-inputs.ts";
import { type CaseContext, evaluateCase, unfinishedCase } from "./evaluate.ts";
import type { Judge } from "./judge.ts";
import type { TestCase, TestingOptions } from "./options.ts";
import type { PredictionResult } from "./prediction-result.ts";
import { Predictions } from "./predictions.ts";
import { RemoteFiles } from "./remote-files.ts";
import { reportBoot, reportCase, reportTests, writeReport } from "./report.ts";
import { startTestingWorker } from "./tasks/worker.ts";
import { type CaseReport, redactedTestReport, type TestReport } from "./test-report.ts";
import { Uploads } from "./uploads.ts";

export interface VersionUnderTest {
  readonly model: ModelName;
  readonly version: Pick<Version, "id" | "schema">;
  /** The version in use. */
  readonly previous: Version | undefined;
  /** Inputs of the model's default example. */
  readonly exampleInput: JsonRecord | undefined;
  /** Whether it was just pushed. */
  readonly isFresh: boolean;
}

/** What predictions are run with. */
export interface TestContext {
  readonly api: ReplicateApi;
  readonly apiToken: string;
  readonly judge: Judge | undefined;
  /** Base of the relative paths in the test cases. */
  readonly directory: string;
}

/**
 * Tests a version on Replicate, and reports the results.
 * @returns the report, without secrets; the caller decides what a failed test means.
 * @throws {ActionError} if inputs do not match the version's schema, or Replicate refuses to run predictions.
 */
export async function runVersionTests(
  version: VersionUnderTest,
  options: TestingOptions,
  context: TestContext,
  runtime: Runtime,
): Promise<TestReport> {
  const session = openSession(version, options.limit, context, runtime);
  try {
    return await runTests(version, options, session, runtime);
  } finally {
    await session.close();
  }
}

/**
 * Runs the first test case alone, which shows whether the version boots, then the others in parallel. An error that ends
 * them is thrown after the report of those that ended.
 */
async function runTests(
  underTest: VersionUnderTest,
  { suite, limit }: TestingOptions,
  session: TestSession,
  { context, signal }: Runtime,
): Promise<TestReport> {
  const { model, version, previous } = underTest;
  const run = ({ id }: Pick<Version, "id">, inputs: JsonRecord): Promise<PredictionResult> =>
    session.predictions.run({ version: id }, inputs, limit);
  if (suite !== undefined) await checkInputs(suite, underTest, session.worker);
  const cases = await session.upload(suite?.cases ?? []);
  const first = cases.find(({ expected }) => expected.errorContains === undefined);
  const inputs =
    first?.inputs ?? (await bootInput(underTest.exampleInput, version.schema, session.worker));
  const firstResult = await run(version, inputs);
  const boot = bootOf(firstResult);
  reportBoot(boot);
  const ended = new Map<TestCase, CaseReport>();
  const runCase = async (testCase: TestCase): Promise<void> => {
    const [result, before] = await Promise.all([
      testCase === first ? firstResult : run(version, testCase.inputs),
      testCase.compare && previous ? run(previous, testCase.inputs) : undefined,
    ]);
    const report = await evaluateCase(testCase, result, before, session);
    ended.set(testCase, report);
    reportCase(report);
  };
  const wanted = boot.verdict === "booted" ? cases : [];
  const publish = async (reports: readonly CaseReport[]): Promise<TestReport> => {
    const report = { model, version: version.id, boot, cases: reports };
    const redacted = redactedTestReport(report);
    reportTests(redacted);
    await writeReport(redacted, session.files, context);
    return redacted;
  };
  try {
    await pMap(wanted, runCase, { concurrency: suite?.parallel ?? 1 });
  } catch (error) {
    signal.throwIfAborted();
    await publish(wanted.map((one) => ended.get(one) ?? unfinishedCase(one, error)));
    throw error;
  }
  return publish(wanted.flatMap((one) => ended.get(one) ?? []));
}

/** What the test cases of one version are run with. */
interface TestSession extends CaseContext {
  /** Uploads the files in the inputs of test cases, and sets the inputs to their URLs. */
  upload(cases: readonly TestCase[]): Promise<readonly TestCase[]>;
  /** Leaves no prediction running, and no file here or on Replicate. */
  close(): Promise<void>;
}

/** @param limit seconds for each test case. */
export function openSession(
  { version: { schema }, isFresh }: VersionUnderTest,
  limit: number,
  { api, apiToken, judge, directory }: TestContext,
  runtime: Runtime,
): TestSession {
  const predictions = new Predictions(api, runtime.signal, isFresh);
  const uploads = new Uploads(api, runtime);
  const worker = startTestingWorker(runtime.signal);
  const files = new RemoteFiles(runtime, apiToken, worker);
  return {
    predictions,
    files,
    judge,
    worker,
    limit,
    schema,
    upload: (cases) => uploads.upload(cases, schema, directory),
    close: async () => {
      await Promise.all([predictions.close(), uploads.close(), files.close()]);
    },
  };
}
