import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "../lib/errors.ts";
import { info, notice, warning } from "../lib/log.ts";
import { redact } from "../lib/masks.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { setOutputs } from "../lib/outputs.ts";
import { formatBytes } from "../lib/units.ts";
import type { Context } from "../runtime/context.ts";
import type { Boot } from "./boot.ts";
import { readPictures } from "./html/pictures.ts";
import { renderHtml } from "./html/render.ts";
import { isColdStart } from "./prediction-result.ts";
import type { RemoteFiles } from "./remote-files.ts";
import { renderCounts, renderPhases } from "./render.ts";
import type { CaseReport, TestReport } from "./test-report.ts";

/** Users have seen versions that never booted above this size (57 GB), and one of 31.8 GB that did. Bytes, compressed. */
const LARGE_IMAGE = 40e9;

/** Warns of an image that may be too large to boot. */
export function warnOfSize(size: number | undefined, model: ModelName): void {
  if (size !== undefined && size > LARGE_IMAGE)
    warning(
      "image-large",
      `The image of ${fullName(model)} is ${formatBytes(size)} compressed. Versions above 50 GB may never boot on Replicate, and an image of 30 GB can take 280 s. Remove what predictions do not need.`,
    );
}

/** Reports whether the version booted: in the log and in the output booted. */
export function reportBoot(boot: Boot): void {
  const { verdict, phases } = boot;
  setOutputs({ booted: verdict === "booted" });
  info(`Boot check: ${verdict}${phases === undefined ? "" : `: ${renderPhases(phases)}`}`);
  if (boot.verdict === "booted" && boot.isOutputNull)
    notice("output-null", "The first prediction succeeded, but its output is null.");
}

/** Reports the result of a test case in the log. */
export function reportCase({ name, failures, phases, url }: CaseReport): void {
  const result = failures.length === 0 ? "passed" : "failed";
  const times = phases === undefined ? "no prediction" : renderPhases(phases);
  const note = phases !== undefined && isColdStart(phases) ? " (cold start)" : "";
  info(
    `Test case ${JSON.stringify(redact(name))} ${result}: ${times}${note}${url ? `, ${url}` : ""}`,
  );
}

/** Reports the results of all test cases: in the log, and in the output tests. */
export function reportTests({ cases }: TestReport): void {
  if (cases.length === 0) return;
  setOutputs({ tests: JSON.stringify(cases.map(asOutput)) });
  info(renderCounts(cases));
}

/**
 * Writes results, without secrets, as a page in RUNNER_TEMP whose path is the output report. The post step leaves the page
 * for actions/upload-artifact. A page that cannot be written is a warning.
 */
export async function writeReport(
  report: TestReport,
  files: RemoteFiles,
  { temporaryDirectory }: Context,
): Promise<void> {
  const pictures = await readPictures(report.cases, files);
  const path = join(temporaryDirectory, `test-report-${randomUUID()}.html`);
  try {
    await writeFile(path, renderHtml(report, pictures), { mode: 0o600 });
  } catch (error) {
    warning(
      "report-failed",
      `Could not write the test report to "${path}": ${errorMessage(error)}.`,
    );
    return;
  }
  setOutputs({ report: path });
}

function asOutput({ name, failures, phases, url }: CaseReport) {
  const { setup = null, running = null } = phases ?? {};
  const seconds = phases && { queued: phases.queued, setup, running };
  return { name, passed: failures.length === 0, failures, seconds, url: url ?? null };
}
