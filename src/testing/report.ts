import * as core from "@actions/core";
import { renderFindings } from "../commands/findings.ts";
import type { Compatibility } from "../compatibility/compare.ts";
import type { JsonRecord } from "../lib/json.ts";
import { info } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { setOutputs } from "../lib/outputs.ts";
import { writeSummary } from "../lib/summary-file.ts";
import { formatBytes } from "../lib/units.ts";
import { code } from "../markdown/markdown.ts";
import type { Findings, MovedDeployment } from "./findings.ts";
import type { TestingOptions } from "./options.ts";
import { isColdStart } from "./prediction-result.ts";
import { renderCounts, renderPhases } from "./render.ts";
import type { TestReporter } from "./run.ts";
import type { TestReport } from "./test-report.ts";

/** Tells how the version differs for those who call the model. */
export function reportCompatibility(
  { verdict, changes }: Compatibility,
  gate: TestingOptions["compatibility"],
  {
    before,
    after,
  }: { readonly before: JsonRecord | undefined; readonly after: JsonRecord | undefined },
  model: ModelName,
): void {
  setOutputs({ "schema-changes": verdict });
  if (verdict === "unknown") {
    const missing =
      before === undefined
        ? `${fullName(model)} has no version with a schema yet`
        : after === undefined
          ? "the new version has no schema"
          : "one of them has no inputs in its schema";
    const tell = gate === "fail" && before !== undefined ? core.warning : info;
    tell(`Compatibility is unknown: ${missing}.`);
    return;
  }
  info(`Compatibility with the version that users call today: ${verdict}.`);
  if (verdict === "breaking" && gate === "warn")
    core.warning(
      `This version breaks those who call ${fullName(model)} as they do today: ${breaks(changes).join("; ")}. compatibility: fail stops such a version before anyone meets it.`,
    );
}

/** Changes that break callers, each in a few words. */
export function breaks(changes: Compatibility["changes"]): string[] {
  return changes
    .filter(({ verdict }) => verdict === "breaking")
    .map(({ part, name, reason }) => `${part}${name === "" ? "" : ` ${name}`}: ${reason}`);
}

/** Users have seen versions that never booted above this size (57 GB), and one of 31.8 GB that did. Bytes, compressed. */
const LARGE_IMAGE = 40e9;

/** Warns of an image that may be too large to boot. */
export function warnOfSize(size: number | undefined, model: ModelName): void {
  if (size !== undefined && size > LARGE_IMAGE)
    core.warning(
      `The image of ${fullName(model)} is ${formatBytes(size)} compressed. Versions above 50 GB may never boot on Replicate, and an image of 30 GB can take 280 s. Remove what predictions do not need.`,
    );
}

/** Writes the results to the log, and to the output booted, while tests run. */
export const testReporter: TestReporter = {
  booted({ verdict, phases }) {
    setOutputs({ booted: verdict === "booted" });
    info(`Boot check: ${verdict}${phases === undefined ? "" : `: ${renderPhases(phases)}`}`);
  },
  tested({ name, failures, phases, url }) {
    const result = failures.length === 0 ? "passed" : "failed";
    const times = phases === undefined ? "no prediction" : renderPhases(phases);
    const note = phases !== undefined && isColdStart(phases) ? " (cold start)" : "";
    info(`Test case ${JSON.stringify(name)} ${result}: ${times}${note}${url ? `, ${url}` : ""}`);
  },
};

/** Writes the result of all test cases to the output tests and the log. */
export function reportTestReport({ cases }: TestReport): void {
  if (cases.length === 0) return;
  setOutputs({ tests: JSON.stringify(cases.map(asOutput)) });
  info(renderCounts(cases));
}

function asOutput({ name, failures, phases, url }: TestReport["cases"][number]) {
  return {
    name,
    passed: failures.length === 0,
    failures,
    seconds: phases && {
      queued: phases.queued,
      setup: phases.setup ?? null,
      running: phases.running ?? null,
    },
    url: url ?? null,
  };
}

/** Tells where the deployment stands. */
export function reportMove({ deployment, created, previousVersion }: MovedDeployment): void {
  const { release } = deployment;
  setOutputs({
    "deployment-release": release.number,
    "deployment-previous-version": previousVersion,
  });
  const name = fullName(deployment);
  if (created) core.notice(`Created the deployment ${name}, which serves ${release.version}.`);
  else if (previousVersion === release.version)
    core.notice(`The deployment ${name} serves ${release.version} already.`);
  else
    core.notice(
      `The deployment ${name} serves ${release.version} now (release ${release.number}), and ${previousVersion} before.`,
    );
}

/** Tells in the summary what the gates found, when one of them failed. */
export async function reportFindings(
  name: ModelName,
  findings: Findings,
  apiUrl: string,
): Promise<void> {
  const sections = renderFindings(findings, apiUrl);
  if (sections.length > 0)
    await writeSummary([`## ${code(fullName(name))}: what was found`, ...sections].join("\n\n"));
}
