import { execFileSync } from "node:child_process";
import { now } from "./clock.ts";
import type { Machine } from "./machine.ts";
import { start } from "./observe.ts";
import type { Results } from "./results.ts";
import { medianOf, repeat } from "./statistics.ts";

/** From the start of the process to its first request, of a step that only looks. */
export async function measureStart(
  machine: Machine,
  starts: number,
): Promise<Pick<Results, "start" | "starts" | "bareNode">> {
  const inputs = { "dry-run": "true" };
  const runs = await repeat(starts, () => machine.action("dry-run", { inputs }));
  const bare = await repeat(starts, async () => {
    const began = now();
    execFileSync(process.execPath, ["--eval", "0"]);
    return now() - began;
  });
  return { start: medianOf(runs, start), starts, bareNode: medianOf(bare, (took) => took) };
}
