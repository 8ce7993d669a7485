import { code } from "../markdown/markdown.ts";
import type { Change } from "./changes.ts";
import type { Comparison } from "./comparison.ts";
import type { Job } from "./matrix.ts";

/** The jobs of the matrix, and how they were selected. */
export interface Discovery {
  readonly jobs: readonly { readonly job: Job; readonly change: Change | undefined }[];
  /** Number of projects that were looked at. */
  readonly total: number;
  readonly comparison: Comparison;
}

/** The job summary. */
export function renderDiscovery(discovery: Discovery): string {
  const jobs = discovery.jobs.map(
    ({ job, change }) =>
      `- **${code(job.name)}** as ${code(job.model)}${change === undefined ? "" : `: ${renderChange(change)}`}`,
  );
  return ["## Cog projects", `${headline(discovery)}.`, jobs.join("\n")].join("\n\n").trim();
}

/** `3 of 40 projects: changed between 1234567 and 89abcde`. */
export function headline({ jobs, total, comparison }: Discovery): string {
  const selection =
    comparison.kind === "everything"
      ? `all, because ${comparison.reason}`
      : `changed between ${comparison.before.slice(0, 7)} and ${comparison.after.slice(0, 7)}`;
  return `${jobs.length} of ${total} ${total === 1 ? "project" : "projects"}: ${selection}`;
}

function renderChange({ path, count }: Change): string {
  return `${code(path)}${count === 1 ? "" : ` and ${count - 1} more`} changed`;
}
