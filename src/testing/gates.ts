import { type Compatibility, compareSchemas } from "../compatibility/compare.ts";
import { ActionError } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { redact } from "../lib/masks.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { versionPage } from "../model/urls.ts";
import type { ImageParts } from "../registry/manifest.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Findings } from "./findings.ts";
import type { GatesReady } from "./preflight.ts";
import { redactedCompatibility, redactedTrial } from "./redacted.ts";
import { breaks, reportCompatibility, reportTrial, trialListener, warnOfSize } from "./report.ts";
import type { Gates } from "./settings.ts";
import { hasPassed, type Trial } from "./trial.ts";
import { type Subject, tryVersion } from "./try-version.ts";

/**
 * Compares a version's schema with that of the version that users call today.
 * @param consequence what it means for production when the gate fails: `Nothing was pushed.`
 * @throws {ActionError} when it would break them, and that is not to be.
 */
export function passCompatibility(
  gates: Gates,
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
export async function passTrial(
  gates: Gates,
  subject: Subject,
  ready: GatesReady | undefined,
  size: Promise<ImageParts | undefined> | undefined,
  findings: Findings,
  consequence: string,
  runtime: Runtime,
): Promise<void> {
  if (!gates.bootCheck || ready === undefined) return;
  warnOfSize((await size)?.size, subject.model);
  const tried = await tryVersion(subject, gates, ready, trialListener, runtime);
  const trial = redactedTrial(tried, redact);
  findings.trial = trial;
  reportTrial(trial);
  if (!hasPassed(trial)) throw failed(trial, consequence);
}

function breaking({ changes }: Compatibility, model: ModelName, consequence: string): ActionError {
  return new ActionError({
    what: `This version would break those who call ${fullName(model)} today: ${breaks(changes).join("; ")}. ${consequence}`,
    remedy:
      "Keep what callers use (an input that is added should have a default), or set compatibility to warn if the break is meant.",
  });
}

function failed({ boot, cases, model, version }: Trial, consequence: string): ActionError {
  const name = `${fullName(model)}:${version.slice(0, 12)}`;
  if (boot.cause !== undefined)
    return new ActionError({
      what: `${name} does not start on Replicate: ${boot.verdict}. ${boot.cause.what} ${consequence}`,
      remedy: `${boot.cause.remedy} See ${versionPage(model, version, undefined)}.${boot.log.length === 0 ? "" : `\nIts log ends so:\n${boot.log.slice(-5).join("\n")}`}`,
    });
  const failures = cases.filter((one) => one.failures.length > 0);
  const lines = failures.map(
    (one) =>
      `- ${one.name}: ${one.failures.map(({ expected, got }) => `expected ${expected}, got ${got}`).join("; ")}`,
  );
  return new ActionError({
    what: `${failures.length} of ${cases.length} test cases failed on ${name}. ${consequence}\n${lines.join("\n")}`,
    remedy: "The summary has the inputs, the outputs, the logs and the links of each.",
  });
}
