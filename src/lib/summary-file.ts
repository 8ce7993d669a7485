import * as core from "@actions/core";
import { errorMessage } from "./errors.ts";
import { redact } from "./masks.ts";

/**
 * Writes the job summary, without any secret. A summary that can't be written costs a warning and
 * nothing else: what it tells is in the outputs and the log too.
 */
export async function writeSummary(markdown: string): Promise<void> {
  try {
    await core.summary.addRaw(`${redact(markdown)}\n`, true).write();
  } catch (error) {
    core.warning(`The job summary could not be written: ${errorMessage(error)}`);
  }
}
