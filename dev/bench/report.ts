import { type Goal, goalsOf, isMet } from "./goals.ts";
import { criticalPath, type Line, lengthOf } from "./path.ts";
import type { Cost, Results } from "./results.ts";
import { duration, ratio, size, table } from "./table.ts";

/** Side by side: today's script and the action. */
export function comparison({ today, cold, warm }: Results): string {
  const row = (name: string, cost: Cost): string[] => [
    name,
    duration(cost.total),
    duration(cost.overhead),
    ratio(cost.overhead / today.overhead),
    String(cost.requests),
    size(cost.bytes),
    size(cost.memory),
  ];
  return table(
    ["", "Total", "Without the push", "Relative", "Requests", "Bytes", "Peak memory"],
    [
      row("Shell script", today),
      row("This action, cold tool cache", cold),
      row("This action, warm tool cache", warm),
    ],
  );
}

/** What must wait for what, and how long the action takes for it. */
export function paths(results: Results, line: Line): string {
  const row = (cache: "cold" | "warm"): string[] => {
    const { start, overhead } = results[cache];
    const links = criticalPath(cache, start, line);
    const chain = links.map(({ name, takes }) => `${name} (${duration(takes)})`).join(", ");
    return [
      `${cache}: ${chain}`,
      duration(lengthOf(links)),
      duration(overhead),
      ratio(overhead / lengthOf(links)),
    ];
  };
  return table(["Tool cache", "Critical path", "Action", "Ratio"], [row("cold"), row("warm")]);
}

/** Everything else that was measured. */
export function others(results: Results): string {
  const { start, starts, bareNode, unchanged, output, parsing, discover, removal, sizes } = results;
  const { collection } = results;
  const { cost, tenth } = output;
  const rows = [
    [`Process start to first request (${starts} runs)`, duration(start)],
    ["… of which an empty Node script", duration(bareNode)],
    [`Unchanged push (${unchanged.requests} requests)`, duration(unchanged.total)],
    [`Peak memory with ${size(output.bytes)} of build output`, size(cost.memory)],
    [`… with ${size(output.bytes / 10)}`, size(tenth.memory)],
    [`Push with ${size(output.bytes)} of build output`, duration(cost.total)],
    ["Output parsed per second", size(parsing.plain)],
    ["… if every line looks like a digest", size(parsing.digests)],
    ...(discover === undefined
      ? [["Discover: NOT MEASURED, dist/discover is not built", "–"]]
      : [
          [
            `Discover, ${discover.projects} projects and ${discover.files} files, with one missing commit`,
            duration(discover.shallow.total),
          ],
          ["… with all commits present", duration(discover.full.total)],
        ]),
    [
      `Collect, ${collection.models} models (${collection.cost.requests} requests)`,
      duration(collection.cost.total),
    ],
    [
      `Deletion of a preview with ${removal.versions} versions (${removal.cost.requests} requests)`,
      duration(removal.cost.total),
    ],
    ["dist", size(sizes.dist)],
    ["… gzipped", size(sizes.distGzipped)],
    ["What a runner downloads", size(sizes.download)],
  ];
  return table(["", "Median"], rows);
}

/** The goals, each with what became of it. */
export function verdicts(results: Results, line: Line): string {
  const shown = ({ unit }: Goal, value: number): string =>
    unit === "ratio"
      ? ratio(value)
      : `${value < 10 ? value.toFixed(2) : Math.round(value)} ${unit}`;
  const rows = goalsOf(results, line).map((goal) => [
    goal.what,
    `${goal.isBelow ? "below" : "at most"} ${shown(goal, goal.limit)}`,
    shown(goal, goal.value),
    isMet(goal) ? "met" : "**missed**",
  ]);
  return table(["Goal", "Limit", "Measured", ""], rows);
}
