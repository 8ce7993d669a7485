import { formatCount } from "../lib/units.ts";
import { code, shortCommit } from "../markdown/markdown.ts";
import type { Comparison } from "./comparison.ts";
import type { Job } from "./matrix.ts";
import { describeReason } from "./reasons.ts";

/** The jobs of the matrix, and how they were selected. */
export interface Discovery {
  /** With the changed files for which each was selected; none when nothing was compared. */
  readonly jobs: readonly { readonly job: Job; readonly changes: readonly string[] }[];
  /** Number of projects that were looked at. */
  readonly total: number;
  readonly comparison: Comparison;
}

/** The job summary. */
export function renderDiscovery(discovery: Discovery): string {
  const jobs = discovery.jobs.map(
    ({ job, changes }) => `- **${code(job.name)}** as ${code(job.model)}${renderChanges(changes)}`,
  );
  return ["## Cog projects", `${headline(discovery)}.`, jobs.join("\n")].join("\n\n").trim();
}

/** `3 of 40 projects: changed between 1234567 and 89abcde`. */
export function headline({ jobs, total, comparison }: Discovery): string {
  const selection =
    comparison.kind === "everything"
      ? `all, because ${describeReason(comparison.reason)}`
      : `changed between ${shortCommit(comparison.before)} and ${shortCommit(comparison.after)}`;
  return `${jobs.length} of ${formatCount(total, "project")}: ${selection}`;
}

function renderChanges([first, ...others]: readonly string[]): string {
  if (first === undefined) return "";
  return `: ${code(first)}${others.length === 0 ? "" : ` and ${others.length} more`} changed`;
}
