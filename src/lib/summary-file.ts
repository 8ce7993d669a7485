import * as core from "@actions/core";
import { errorMessage } from "./errors.ts";
import { redact } from "./masks.ts";

/** What the step wrote so far. */
let written = "";

/**
 * Adds to the job summary, without any secret. A summary that can't be written is a warning: its content is also in
 * the outputs and the log.
 */
export async function writeSummary(
  markdown: string,
  place: "first" | "last" = "last",
): Promise<void> {
  const text = `${redact(markdown)}\n`;
  written = place === "first" ? `${text}\n${written}` : `${written}${text}\n`;
  try {
    await core.summary.addRaw(written).write({ overwrite: true });
  } catch (error) {
    core.warning(`The job summary could not be written: ${errorMessage(error)}`);
  }
}
