import * as core from "@actions/core";
import { errorMessage } from "./errors.ts";
import { info, warning } from "./log.ts";
import { redact } from "./masks.ts";
import { truncateMarkdown } from "./truncate-markdown.ts";

/** Bytes. GitHub shows nothing of a longer summary (its documentation of workflow commands). */
const MAX_SIZE = 1024 * 1024;

/** What the step wrote so far. It has one summary, as the toolkit does, and the end of a failed step adds to it. */
let written = "";

/**
 * Adds to the job summary, without any secret; what is too much for GitHub is left out, folded sections first. A summary
 * that can't be written is a warning: its content is also in the outputs and the log.
 */
export async function writeSummary(
  markdown: string,
  place: "first" | "last" = "last",
): Promise<void> {
  const text = `${redact(markdown)}\n`;
  written = place === "first" ? `${text}\n${written}` : `${written}${text}\n`;
  const shown = truncateMarkdown(written, MAX_SIZE, (part) => Buffer.byteLength(part));
  if (shown !== written) info("Part of the job summary was left out: it has at most 1 MiB.");
  try {
    await core.summary.addRaw(shown).write({ overwrite: true });
  } catch (error) {
    warning("summary-failed", `The job summary could not be written: ${errorMessage(error)}`);
  }
}
