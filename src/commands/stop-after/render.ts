import type { Phase } from "../../lib/stopwatch.ts";
import { code, facts, plain } from "../../markdown/markdown.ts";
import { type Results, renderResults } from "../results.ts";
import { type BuildOutcome, buildFacts, renderPhaseTimes } from "../summary.ts";

interface Outcome {
  readonly build: BuildOutcome;
  readonly cogVersion: string;
  readonly phases: readonly Phase[];
}

/** The summary of a step that stopped before anything was published. */
export function renderStopAfter(
  title: string,
  { build, cogVersion, phases }: Outcome,
  results: Results,
  apiUrl: string,
): string {
  return [
    `## ${plain(title)}`,
    "Nothing was published. To publish, run this step without `stop-after`.",
    ...renderResults(results, apiUrl),
    "#### Details",
    ...facts([["Cog", code(cogVersion)], ...buildFacts(build), ["Time", renderPhaseTimes(phases)]]),
  ].join("\n\n");
}
