import * as core from "@actions/core";
import { info } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { setOutputs } from "../lib/outputs.ts";
import { formatBytes } from "../lib/units.ts";
import { LARGE_IMAGE } from "./boot.ts";
import { isCold } from "./phases.ts";
import { renderPhases } from "./render.ts";
import type { TestReporter } from "./run-tests.ts";
import { isPassed, type TestReport } from "./test-report.ts";

/** Warns of an image that may never start. */
export function warnOfSize(size: number | undefined, model: ModelName): void {
  if (size !== undefined && size > LARGE_IMAGE)
    core.warning(
      `The image of ${fullName(model)} is ${formatBytes(size)} compressed. Versions of more than some 50 GB were seen never to start on Replicate, and a 30 GB image to take 280 s: leave out what predictions do not need.`,
    );
}

/** Tells of a trial as it goes on. */
export const testReporter: TestReporter = {
  booted({ verdict, phases }) {
    setOutputs({ booted: verdict === "booted" });
    info(`Boot check: ${verdict}${phases === undefined ? "" : `: ${renderPhases(phases)}`}`);
  },
  tested({ name, failures, phases, url }) {
    const result = failures.length === 0 ? "passed" : "failed";
    const times = phases === undefined ? "not run" : renderPhases(phases);
    const cold = phases !== undefined && isCold(phases) ? " (cold start)" : "";
    info(`Test ${JSON.stringify(name)} ${result}: ${times}${cold}${url ? `, ${url}` : ""}`);
  },
};

/** Tells how a version did on Replicate's machines. */
export function reportTestReport(trial: TestReport): void {
  const { cases } = trial;
  if (cases.length > 0) setOutputs({ tests: JSON.stringify(cases.map(asOutput)) });
  if (cases.length > 0 && isPassed(trial)) info(`All ${cases.length} test cases passed.`);
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
