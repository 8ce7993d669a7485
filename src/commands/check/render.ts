import type { DiskOutcome } from "../../disk/preflight.ts";
import { diskCell } from "../../disk/render.ts";
import type { Phase } from "../../lib/stopwatch.ts";
import { formatDuration } from "../../lib/units.ts";
import { code, plain, table } from "../../markdown/markdown.ts";
import { type Results, renderResults } from "../results.ts";

/** Facts about a step that stopped before anything was published. */
export interface CheckFacts {
  readonly disk: DiskOutcome;
  readonly cogVersion: string;
  readonly phases: readonly Phase[];
}

/** The summary of a step that stopped before anything was published. */
export function renderCheck(
  title: string,
  { disk, cogVersion, phases }: CheckFacts,
  results: Results,
  apiUrl: string,
): string {
  const room = diskCell(disk);
  const times = phases.map(({ name, seconds }) => `${name} ${formatDuration(seconds)}`);
  return [
    `## ${plain(title)}`,
    "Nothing was published.",
    table(
      ["", ""],
      [
        ["Cog", code(cogVersion)],
        ["Disk", room && plain(room)],
        ["Time", times.join(", ")],
      ],
    ),
    ...renderResults(results, apiUrl),
  ].join("\n\n");
}
