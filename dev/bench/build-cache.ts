import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { CachedPush } from "../../__tests__/support/cached-push.ts";
import type { BuildCacheTimes } from "./results.ts";
import { medianOf, repeat } from "./statistics.ts";

/** Seconds that the build takes beside what is measured: as long as a short pip install. */
export const BUILD_SECONDS = 20;
/**
 * Measures the built action with and without the build cache.
 * @returns medians.
 * @throws {Error} when a push fails, or there is no Docker that can be started.
 */
export async function measureBuildCache(rounds: number): Promise<BuildCacheTimes> {
  const results = await repeat(rounds, measureRound);
  return {
    without: medianOf(results, ({ without }) => without),
    first: medianOf(results, ({ first }) => first),
    same: medianOf(results, ({ same }) => same),
    changed: medianOf(results, ({ changed }) => changed),
  };
}

async function measureRound(): Promise<BuildCacheTimes> {
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
