import type { CheckAnswer } from "../deployment/options.ts";
import { describeResponse, isTransient } from "../http/unexpected-response.ts";
import { redact } from "../lib/masks.ts";
import type { ModelName } from "../lib/model-name.ts";
import { isRunBy } from "../replicate/predictions.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { bootInput, bootOf, predictionRefused } from "./boot.ts";
import { evaluateCase } from "./evaluate.ts";
import { failureText } from "./expectations.ts";
import type { TestCase, TestingOptions } from "./options.ts";
import { writeReport } from "./report.ts";
import { openSession, type TestContext, type VersionUnderTest } from "./run.ts";
import type { TestingWorker } from "./tasks/worker.ts";
import { redactedTestReport, type TestReport } from "./test-report.ts";

/** A version that a deployment should serve, and how it is tested. */
interface DeploymentCase {
  readonly deployment: ModelName;
  readonly underTest: VersionUnderTest;
  readonly options: TestingOptions;
  readonly context: TestContext;
  /** Whether its result becomes the output report, because there were no other tests. */
  readonly isReported: boolean;
}

/**
 * Prepares the first test case that expects an output, or else a prediction with the inputs of a boot check, and leaves
 * no prediction running and no file uploaded. Its result is written as the output report, if requested.
 * @param work gets a function that runs the prediction through the deployment, for at most so many seconds. It throws an
 * ActionError if Replicate refuses the prediction for another reason than the version.
 */
export async function withDeploymentCase<T>(
  { deployment, underTest, options, context, isReported }: DeploymentCase,
  runtime: Runtime,
  work: (ask: (seconds: number) => Promise<CheckAnswer>) => Promise<T>,
): Promise<T> {
  const session = openSession(underTest, options.limit, context, runtime);
  const reports: TestReport[] = [];
  try {
    const wanted = await firstCase(options, underTest, session.worker);
    const [testCase = wanted] = await session.upload([wanted]);
    return await work(async (seconds) => {
      const run = { deployment, serves: underTest.version.id };
      const result = await session.predictions.run(run, testCase.inputs, seconds);
      if (result.kind === "refused") {
        const { response } = result;
        const reason = describeResponse(response);
        if (isTransient(response)) return { kind: "open", reason };
        if (result.isVersionUnknown) return { kind: "failed", reason };
        throw predictionRefused(response);
      }
      const { prediction } = result;
      if (!isRunBy(prediction, run))
        return { kind: "outdated", reason: `version ${prediction.version ?? "unknown"} answered` };
      const report = await evaluateCase(testCase, result, undefined, session);
      const { model, version } = underTest;
      reports.push({ model, version: version.id, boot: bootOf(result), cases: [report] });
      const { failures } = report;
      if (failures.length === 0) return { kind: "passed" };
      const page = prediction.url === undefined ? "" : ` (${prediction.url})`;
      return { kind: "failed", reason: redact(`${failureText(failures)}${page}`) };
    });
  } finally {
    // After the deployment was moved back: pictures can take a minute.
    try {
      const report = reports.at(-1);
      if (isReported && report !== undefined && !runtime.signal.aborted)
        await writeReport(redactedTestReport(report), session.files, runtime.context);
    } finally {
      await session.close();
    }
  }
}

async function firstCase(
  { suite }: TestingOptions,
  { exampleInput, version: { schema } }: VersionUnderTest,
  worker: TestingWorker,
): Promise<TestCase> {
  const first = suite?.cases.find(({ expected }) => expected.errorContains === undefined);
  if (first !== undefined) return first;
  const inputs = await bootInput(exampleInput, schema, worker);
  return { name: "deployment check", inputs, expected: {}, compare: false };
}
