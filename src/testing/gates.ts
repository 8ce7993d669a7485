import { type Compatibility, compareSchemas } from "../compatibility/compare.ts";
import { ActionError } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { redact } from "../lib/masks.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { versionUrl } from "../model/urls.ts";
import type { ImageParts } from "../registry/manifest.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Findings } from "./findings.ts";
import type { TestingOptions } from "./options.ts";
import type { TestingPreflight } from "./preflight.ts";
import { redactedCompatibility, redactedTestReport } from "./redact.ts";
import {
  breaks,
  reportCompatibility,
  reportTestReport,
  testReporter,
  warnOfSize,
} from "./report.ts";
import { runTests, type VersionUnderTest } from "./run.ts";
import { isPassed, type TestReport } from "./test-report.ts";

/**
 * Compares a version's schema with that of the version that users call today.
 * @param consequence what it means for production when the gate fails: `Nothing was pushed.`
 * @throws {ActionError} when it would break them, and that is not to be.
 */
export function checkCompatibility(
  gates: TestingOptions,
  schemas: { readonly before: JsonRecord | undefined; readonly after: JsonRecord | undefined },
  model: ModelName,
  findings: Findings,
  consequence: string,
): void {
  if (gates.compatibility === "off") return;
  const compared = compareSchemas(schemas.before, schemas.after);
  const compatibility = redactedCompatibility(compared, redact);
  findings.compatibility = compatibility;
  reportCompatibility(compatibility, gates.compatibility, schemas, model);
  if (compatibility.verdict === "breaking" && gates.compatibility === "fail")
    throw breaking(compatibility, model, consequence);
}

/**
 * Tries a version on Replicate's machines: whether it boots, and what its test cases give.
 * @throws {ActionError} when it does not pass; `consequence` says what that means for production.
 */
export async function runVersionTests(
  gates: TestingOptions,
  subject: VersionUnderTest,
  ready: TestingPreflight | undefined,
  size: Promise<ImageParts | undefined> | undefined,
  findings: Findings,
  consequence: string,
  runtime: Runtime,
): Promise<void> {
  if (!gates.bootCheck || ready === undefined) return;
  warnOfSize((await size)?.size, subject.model);
  const tried = await runTests(subject, gates, ready, testReporter, runtime);
  const trial = redactedTestReport(tried, redact);
  findings.trial = trial;
  reportTestReport(trial);
  if (!isPassed(trial)) throw failed(trial, consequence);
}

function breaking({ changes }: Compatibility, model: ModelName, consequence: string): ActionError {
  return new ActionError({
    code: "schema-breaking",
    message: `This version would break those who call ${fullName(model)} today: ${breaks(changes).join("; ")}. ${consequence}`,
    hint: "Keep what callers use (an input that is added should have a default), or set compatibility to warn if the break is meant.",
  });
}

function failed({ boot, cases, model, version }: TestReport, consequence: string): ActionError {
  const name = `${fullName(model)}:${version.slice(0, 12)}`;
  if (boot.verdict !== "booted")
    return new ActionError({
      code: boot.cause.code,
      message: `${name} does not start on Replicate: ${boot.verdict}. ${boot.cause.message} ${consequence}`,
      hint: `${boot.cause.hint} See ${versionUrl(model, version, undefined)}.${boot.log.length === 0 ? "" : `\nIts log ends so:\n${boot.log.slice(-5).join("\n")}`}`,
    });
  const failures = cases.filter((one) => one.failures.length > 0);
  const lines = failures.map(
    (one) =>
      `- ${one.name}: ${one.failures.map(({ expected, got }) => `expected ${expected}, got ${got}`).join("; ")}`,
  );
  return new ActionError({
    code: "tests-failed",
    message: `${failures.length} of ${cases.length} test cases failed on ${name}. ${consequence}\n${lines.join("\n")}`,
    hint: "The summary has the inputs, the outputs, the logs and the links of each.",
  });
}
