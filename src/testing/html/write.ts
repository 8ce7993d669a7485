import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as core from "@actions/core";
import { errorMessage } from "../../lib/errors.ts";
import { setOutputs } from "../../lib/outputs.ts";
import type { TestReport } from "../test-report.ts";
import type { Pictures } from "./pictures.ts";
import { renderHtml } from "./render.ts";

/**
 * Writes a version's results as a page to RUNNER_TEMP, and its path to the output report. The post step leaves
 * it for actions/upload-artifact. A page that can't be written costs a warning: the summary has the results.
 */
export async function writeHtmlReport(
  report: TestReport,
  pictures: Pictures,
  temporaryDirectory: string,
): Promise<void> {
  const path = join(temporaryDirectory, `test-report-${randomUUID()}.html`);
  try {
    await writeFile(path, renderHtml(report, pictures), { mode: 0o600 });
  } catch (error) {
    core.warning(`Could not write the test report to "${path}": ${errorMessage(error)}.`);
    return;
  }
  setOutputs({ report: path });
}
