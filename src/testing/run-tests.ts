import * as core from "@actions/core";
import { ActionError } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { mapConcurrent } from "../lib/map-concurrent.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { Version } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Boot } from "./boot.ts";
import { bootCheck } from "./boot-check.ts";
import { bootInput } from "./boot-input.ts";
import type { TestCase, TestSuite } from "./cases.ts";
import { pathsIn, withUploadUrls } from "./file-inputs.ts";
import type { TestingOptions } from "./options.ts";
import { Predictions } from "./predictions.ts";
import type { TestContext } from "./preflight.ts";
import { RemoteFiles } from "./remote-files.ts";
import { reportCase } from "./report-case.ts";
import type { CaseReport, TestReport } from "./test-report.ts";
import { Uploads } from "./upload-inputs.ts";
import { checkUploads } from "./uploads.ts";
import { inputProblems } from "./valid-inputs.ts";

/** A version to try, and what it is tried with. */
export interface VersionUnderTest {
  readonly model: ModelName;
  readonly version: Version;
  /** The version that users call today. */
  readonly previous: Version | undefined;
  /** Inputs of the example on the model's page. */
  readonly exampleInput: JsonRecord | undefined;
  /** Whether it was just pushed. */
  readonly isFresh: boolean;
  /** What the paths of files are relative to. */
  readonly directory: string;
}

/** Is told of each thing as soon as it is known. */
export interface TestReporter {
  booted(boot: Boot): void;
  tested(report: CaseReport): void;
}

/**
 * Runs a version on Replicate's machines: the first test case alone, which tells whether it boots, then the
 * others side by side. Whatever becomes of the step, no prediction and no uploaded file is left.
 * @throws {ActionError} when inputs do not fit the version, or Replicate runs no predictions.
 */
export async function runTests(
  subject: VersionUnderTest,
  { suite, limit }: TestingOptions,
  tools: TestContext,
  tell: TestReporter,
  runtime: Runtime,
): Promise<TestReport> {
  const predictions = new Predictions(tools.api, runtime.signal, subject.isFresh);
  const uploads = new Uploads(tools.api, runtime.signal);
  const { model, version, previous } = subject;
  try {
    const cases = suite === undefined ? [] : await prepare(suite, subject, uploads, runtime);
    const first = cases.find(({ expected }) => expected.errorContains === undefined);
    const input = first?.inputs ?? bootInput(subject.exampleInput, version.schema);
    const { boot, run } = await bootCheck(predictions, version.id, input, limit);
    tell.booted(boot);
    const trial = { model, version: version.id, boot };
    if (boot.verdict !== "booted") return { ...trial, cases: [] };

    const contents = new RemoteFiles(runtime, tools.apiToken);
    const equipment = { predictions, contents, judge: tools.judge, schema: version.schema };
    const examine = async (one: TestCase): Promise<CaseReport> => {
      const [own, before] = await Promise.all([
        one === first ? run : predictions.run({ version: version.id }, one.inputs, limit),
        one.compare && previous
          ? predictions.run({ version: previous.id }, one.inputs, limit)
          : undefined,
      ]);
      const report = await reportCase(one, own, before, equipment);
      tell.tested(report);
      return report;
    };
    return { ...trial, cases: await mapConcurrent(cases, suite?.parallel ?? 1, examine) };
  } finally {
    await Promise.all([predictions.close(), uploads.remove()]);
  }
}

/** Checks the cases against the version, and uploads the files that they name. */
async function prepare(
  { cases, isSafePush }: TestSuite,
  { version, model, directory }: VersionUnderTest,
  uploads: Uploads,
  { context }: Runtime,
): Promise<TestCase[]> {
  const unknown: string[] = [];
  const problems = await inputProblems(
    cases,
    version.schema,
    (reason) =>
      core.warning(
        `The schema of ${fullName(model)} can't be used to check the inputs of the test cases: ${reason}.`,
      ),
    isSafePush ? (line) => unknown.push(line) : undefined,
  );
  if (problems.length > 0)
    throw new ActionError({
      code: "test-inputs-invalid",
      message: `The test cases do not fit the version of ${fullName(model)}: ${problems.join("; ")}.`,
      hint: "Correct the inputs in test-cases. No prediction was made.",
    });
  if (unknown.length > 0)
    core.warning(
      `Inputs of the test cases may have no effect: ${unknown.join("; ")}. cog-safe-push lets them pass, and a list of test cases does not.`,
    );
  const paths = cases.flatMap(({ inputs }) => pathsIn(inputs, version.schema));
  if (paths.length === 0) return [...cases];
  await checkUploads(paths, directory, context.workspace);
  const addresses = await uploads.upload(paths, directory);
  return cases.map((one) => ({
    ...one,
    inputs: withUploadUrls(one.inputs, version.schema, addresses),
  }));
}
