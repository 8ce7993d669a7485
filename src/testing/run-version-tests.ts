import { ActionError } from "../lib/errors.ts";
import { redact } from "../lib/masks.ts";
import { fullName } from "../lib/model-name.ts";
import { modelUrl, versionUrl } from "../model/urls.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { TestingOptions } from "./options.ts";
import { redactedTestReport } from "./redact.ts";
import { reportTestReport, testReporter } from "./report.ts";
import { runTests, type TestContext, type VersionUnderTest } from "./run.ts";
import type { TestReport } from "./test-report.ts";

/**
 * Runs a version on Replicate's machines: whether it boots, and what its test cases return.
 * @returns the report, without secrets; the caller decides what a failed test means.
 * @throws {ActionError} when inputs do not fit the version, or Replicate runs no predictions.
 */
export async function runVersionTests(
  version: VersionUnderTest,
  options: TestingOptions,
  context: TestContext,
  runtime: Runtime,
): Promise<TestReport> {
  const report = redactedTestReport(
    await runTests(version, options, context, testReporter, runtime),
    redact,
  );
  reportTestReport(report);
  return report;
}

/**
 * The error for a version that does not boot, or fails a test case.
 * @param impact what the failure means for production: `Nothing was pushed.`
 */
export function testsFailedError(
  { boot, cases, model, version }: TestReport,
  impact: string,
): ActionError {
  const name = `${fullName(model)}:${version.slice(0, 12)}`;
  if (boot.verdict !== "booted")
    return new ActionError({
      code: boot.cause.code,
      message: `${name} does not start on Replicate: ${boot.verdict}. ${boot.cause.message} ${impact}`,
      hint: `${boot.cause.hint} See ${versionUrl(modelUrl(model), version)}.${boot.log.length === 0 ? "" : `\nLast lines of its log:\n${boot.log.slice(-5).join("\n")}`}`,
    });
  const failed = cases.filter(({ failures }) => failures.length > 0);
  const lines = failed.map(
    (one) =>
      `- ${one.name}: ${one.failures.map(({ expected, got }) => `expected ${expected}, got ${got}`).join("; ")}`,
  );
  return new ActionError({
    code: "tests-failed",
    message: `${failed.length} of ${cases.length} test cases failed on ${name}. ${impact}\n${lines.join("\n")}`,
    hint: "Compare the inputs, outputs, and logs of each failed test case in the job summary.",
  });
}
