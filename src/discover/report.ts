import type { Problem } from "../lib/errors.ts";
import { block, code, table } from "../markdown/markdown.ts";
import type { Cause } from "./changes.ts";
import type { Job } from "./matrix.ts";

/** One job, and what it is there for. */
export interface Discovered {
  readonly job: Job;
  /** Undefined when nothing was compared. */
  readonly cause: Cause | undefined;
}

/** How the projects were chosen. */
export interface Choice {
  /** Projects that were looked at. */
  readonly total: number;
  /** How they were chosen, as a sentence without its full stop. */
  readonly reason: string;
}

export function renderDiscovery(found: readonly Discovered[], choice: Choice): string {
  const rows = found.map(({ job, cause }) => [
    code(job.name),
    code(job.model),
    cause === undefined ? "–" : because(cause),
  ]);
  return [
    "## Cog projects",
    `${headline(found.length, choice)}.`,
    ...(rows.length === 0 ? [] : [table(["Project", "Model", "Changed"], rows)]),
  ].join("\n\n");
}

/** `3 of 40 projects: changed between 1234567 and 89abcde`. */
export function headline(count: number, { total, reason }: Choice): string {
  return `${count} of ${total} ${total === 1 ? "project" : "projects"}: ${reason}`;
}

function because({ path, count }: Cause): string {
  return count === 1 ? code(path) : `${code(path)} and ${count - 1} more`;
}

export function renderDiscoverFailure(problems: readonly Problem[]): string {
  const sections = problems.map(({ message: what, hint: remedy }) => [
    block("text", what),
    block("text", remedy),
  ]);
  return ["## Discover Cog projects failed", ...sections.flat()].join("\n\n");
}
