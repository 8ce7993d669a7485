import type { Line } from "./path.ts";
import { criticalPath, lengthOf } from "./path.ts";
import type { Results } from "./results.ts";
import { SIZE_LIMITS } from "./sizes.ts";

/** Something that was promised, and how it turned out. */
export interface Goal {
  readonly what: string;
  readonly unit: "ratio" | "ms" | "MB";
  readonly limit: number;
  readonly value: number;
  /** Whether the limit itself is one too many. */
  readonly isBelow: boolean;
}

/** Every goal, met or not. */
export function goalsOf(results: Results, line: Line): readonly Goal[] {
  const { today, cold, warm, unchanged, output, discover, hostile, sizes } = results;
  const path = (cache: "cold" | "warm") =>
    lengthOf(criticalPath(cache, results[cache].start, line));
  const atMost = (what: string, value: number, limit: number): Goal => ({
    ...{ what, value, limit, unit: "ratio", isBelow: false },
  });
  const below = (what: string, unit: Goal["unit"], value: number, limit: number): Goal => ({
    ...{ what, unit, value, limit, isBelow: true },
  });
  return [
    atMost(
      "Overhead relative to the critical path, cold tool cache",
      cold.overhead / path("cold"),
      1.15,
    ),
    atMost(
      "Overhead relative to the critical path, warm tool cache",
      warm.overhead / path("warm"),
      1.15,
    ),
    atMost("Overhead relative to the script, cold tool cache", cold.overhead / today.overhead, 0.9),
    atMost(
      "Overhead relative to the script, warm tool cache",
      warm.overhead / today.overhead,
      0.25,
    ),
    below("Process start to first request", "ms", results.start, 120),
    below("Unchanged push", "ms", unchanged.total, 1500),
    below("Peak memory with the largest output", "MB", output.cost.memory / 1e6, 130),
    ...Object.entries(hostile.cases).map(([what, bytes]) =>
      below(`Peak memory: ${what}`, "MB", bytes / 1e6, 400),
    ),
    below("Peak memory: two accepted pictures of 49 megapixels", "MB", hostile.pair / 1e6, 900),
    below("dist", "MB", sizes.dist / 1e6, SIZE_LIMITS.dist / 1e6),
    below("dist, gzipped", "MB", sizes.distGzipped / 1e6, SIZE_LIMITS.distGzipped / 1e6),
    below("What a runner downloads", "MB", sizes.download / 1e6, SIZE_LIMITS.download / 1e6),
    ...(discover === undefined
      ? []
      : [below("Discover, with one missing commit", "ms", discover.shallow.total, 1000)]),
  ];
}

export function isMet({ value, limit, isBelow }: Goal): boolean {
  return isBelow ? value < limit : value <= limit;
}
