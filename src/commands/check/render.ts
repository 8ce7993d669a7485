import type { DiskOutcome } from "../../disk/preflight.ts";
import { diskCell } from "../../disk/render.ts";
import type { Phase } from "../../lib/stopwatch.ts";
import { code, facts, plain } from "../../markdown/markdown.ts";
import { type Results, renderResults } from "../results.ts";
import { renderPhaseTimes } from "../summary.ts";

/** The summary of a step that stopped before anything was published. */
export function renderCheck(
  title: string,
  { disk, cogVersion, phases }: { disk: DiskOutcome; cogVersion: string; phases: readonly Phase[] },
  results: Results,
  apiUrl: string,
): string {
  const room = diskCell(disk);
  return [
    `## ${plain(title)}`,
    "Nothing was published. To publish, run this step without `stop-after`.",
    ...renderResults(results, apiUrl),
    "#### Details",
    ...facts([
      ["Cog", code(cogVersion)],
      ["Disk", room && plain(room)],
      ["Time", renderPhaseTimes(phases)],
    ]),
  ].join("\n\n");
}
