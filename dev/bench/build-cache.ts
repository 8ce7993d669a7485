import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { CachedPush } from "../../__tests__/support/cached-push.ts";
import { table } from "../../src/markdown/markdown.ts";
import { medianOf, repeat } from "./statistics.ts";

/** Seconds that the build takes beside what is measured: as long as a short pip install. */
export const BUILD_SECONDS = 20;
/** What was promised, relative to a push without the cache. */
const GOALS = { first: 1.03, changed: 0.15 };

/** Seconds of pushes, each on an engine that has nothing. */
interface Round {
  readonly without: number;
  readonly first: number;
  readonly same: number;
  readonly changed: number;
}

/**
 * Measures the built action with and without the build cache.
 * @returns a table of medians, with the goals.
 * @throws {Error} when a push fails, or there is no Docker that can be started.
 */
export async function measureBuildCache(rounds: number): Promise<string> {
  const results = await repeat(rounds, measureRound);
  const without = medianOf(results, (round) => round.without);
  const row = (what: string, seconds: number, goal?: number) => {
    const ratio = seconds / without;
    const verdict = goal === undefined ? "–" : `${ratio <= goal ? "met" : "missed"} (${goal})`;
    return [what, seconds.toFixed(1), ratio.toFixed(3), verdict];
  };
  return table(
    ["Push on an empty engine", "Seconds", "Ratio", "Goal"],
    [
      row("Without the build cache", without),
      row(
        "First, writes the cache",
        medianOf(results, ({ first }) => first),
        GOALS.first,
      ),
      row(
        "Same sources",
        medianOf(results, ({ same }) => same),
      ),
      row(
        "One line changed",
        medianOf(results, ({ changed }) => changed),
        GOALS.changed,
      ),
    ],
  );
}

async function measureRound(): Promise<Round> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    const push = await CachedPush.create({
      seconds: BUILD_SECONDS,
      atEnd: (end) => ends.push(end),
    });
    const seconds = async (cache: string): Promise<number> => {
      const result = await push.run({ inputs: { "build-cache": cache } });
      if (result.code !== 0) throw new Error(result.log);
      return result.seconds;
    };
    // Cog's first run is slower than all others: what it has compiled is kept.
    await push.run({ inputs: { "build-cache": "false", "dry-run": "true" } });
    const without = await seconds("false");
    const first = await seconds("true");
    const same = await seconds("true");
    await appendFile(join(push.world.project, "predict.py"), "# another line\n");
    return { without, first, same, changed: await seconds("true") };
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}
