import {
  type CompatibilityResult,
  compareSchemas,
  type SchemaPair,
} from "../compatibility/compare.ts";
import type { CompatibilityMode } from "../compatibility/options.ts";
import {
  annotateInputs,
  breakingChangesError,
  reportCompatibility,
} from "../compatibility/report.ts";
import type { ModelName } from "../lib/model-name.ts";
import type { PushPlan } from "../plan/plans.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { TestingOptions } from "../testing/options.ts";
import type { TestingPreflight } from "../testing/preflight.ts";
import type { VersionUnderTest } from "../testing/run.ts";
import { runVersionTests } from "../testing/run.ts";
import { isPassed, type TestResult, testsFailedError } from "../testing/test-report.ts";

/** Compares a version with the one that users of the model call today, and reports the changes. */
export function compareVersions(
  mode: CompatibilityMode,
  schemas: SchemaPair,
  model: ModelName,
): CompatibilityResult {
  if (mode === "off") return { kind: "not-compared" };
  const { before, after } = schemas;
  const compatibility = compareSchemas(before?.schema, after, before?.cogVersion);
  reportCompatibility(compatibility, mode, schemas, model);
  return { kind: "compared", compatibility, isRollback: schemas.isRollback ?? false };
}

/** Compares as `compareVersions` does, and annotates the changed inputs in the source of the project. */
export async function compareProject(
  { testing, push }: Pick<PushPlan, "testing" | "push">,
  schemas: SchemaPair,
  model: ModelName,
  { context }: Runtime,
): Promise<CompatibilityResult> {
  const result = compareVersions(testing.compatibility, schemas, model);
  await annotateInputs(result, push.project, context.workspace);
  return result;
}

/**
 * Fails the step for breaking changes when `compatibility` is `fail`.
 * @param impact what the failure means for production: `Nothing was pushed.`
 * @throws {ActionError} for breaking changes.
 */
export function requireCompatible(
  result: CompatibilityResult,
  mode: CompatibilityMode,
  model: ModelName,
  impact: string,
): void {
  if (mode !== "fail" || result.kind === "not-compared") return;
  if (result.compatibility.verdict === "breaking")
    throw breakingChangesError(result.compatibility, model, impact, result.isRollback);
}

/** Runs the boot check and the test cases, where they are asked for, and reports them. */
export async function testVersion(
  version: VersionUnderTest,
  options: TestingOptions,
  preflight: TestingPreflight,
  runtime: Runtime,
): Promise<TestResult> {
  if (!options.bootCheck || preflight.kind === "no-api") return { kind: "not-tested" };
  const report = await runVersionTests(version, options, preflight.context, runtime);
  return { kind: "tested", report };
}

/**
 * Fails the step for a version that does not boot, or fails a test case.
 * @param impact what the failure means for production: `Nothing was pushed.`
 * @throws {ActionError} for a test report that has not passed.
 */
export function requirePassed(result: TestResult, impact: string): void {
  if (result.kind === "tested" && !isPassed(result.report))
    throw testsFailedError(result.report, impact);
}
