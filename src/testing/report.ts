import * as core from "@actions/core";
import { info } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { setOutputs } from "../lib/outputs.ts";
import { formatBytes } from "../lib/units.ts";
import type { Boot } from "./boot.ts";
import { isColdStart } from "./prediction-result.ts";
import { renderCounts, renderPhases } from "./render.ts";
import type { CaseReport, TestReport } from "./test-report.ts";

/** Users have seen versions that never booted above this size (57 GB), and one of 31.8 GB that did. Bytes, compressed. */
const LARGE_IMAGE = 40e9;

/** Warns of an image that may be too large to boot. */
export function warnOfSize(size: number | undefined, model: ModelName): void {
  if (size !== undefined && size > LARGE_IMAGE)
    core.warning(
      `The image of ${fullName(model)} is ${formatBytes(size)} compressed. Versions above 50 GB may never boot on Replicate, and an image of 30 GB can take 280 s. Remove what predictions do not need.`,
    );
}

/** Reports whether the version booted: in the log and in the output booted. */
export function reportBoot(boot: Boot): void {
  const { verdict, phases } = boot;
  setOutputs({ booted: verdict === "booted" });
  info(`Boot check: ${verdict}${phases === undefined ? "" : `: ${renderPhases(phases)}`}`);
  if (boot.verdict === "booted" && boot.isOutputNull)
    core.notice("The first prediction succeeded, but its output is null.");
}

/** Reports the result of a test case in the log. */
export function reportCase({ name, failures, phases, url }: CaseReport): void {
  const result = failures.length === 0 ? "passed" : "failed";
  const times = phases === undefined ? "no prediction" : renderPhases(phases);
  const note = phases !== undefined && isColdStart(phases) ? " (cold start)" : "";
  info(`Test case ${JSON.stringify(name)} ${result}: ${times}${note}${url ? `, ${url}` : ""}`);
}

/** Reports the results of all test cases: in the log and in the output tests. */
export function reportTestReport({ cases }: TestReport): void {
  if (cases.length === 0) return;
  setOutputs({ tests: JSON.stringify(cases.map(asOutput)) });
  info(renderCounts(cases));
}

function asOutput({ name, failures, phases, url }: CaseReport) {
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
