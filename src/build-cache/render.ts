import { formatBytes, formatCount, formatDuration } from "../lib/units.ts";
import type { CacheOutcome } from "./build-extension.ts";

/** Less than this is not worth a word. Seconds. */
const NOTABLE = 1;

/**
 * One line for log and summary about what a build reused.
 * @returns an empty text when the cache played no part.
 */
export function renderCacheOutcome(outcome: CacheOutcome): string {
  if (outcome.kind === "unused") return "";
  const { reused, total, seconds, fullBuild } = outcome;
  const all = formatCount(total.layers, "layer");
  if (reused.layers === 0)
    return `No layers reused; the next build can reuse up to ${all} (${formatBytes(total.bytes)})`;
  const what = `${reused.layers} of ${all} reused (${formatBytes(reused.bytes)} of ${formatBytes(total.bytes)})`;
  const saved = fullBuild - seconds;
  return saved < NOTABLE
    ? what
    : `${what}, about ${formatDuration(saved)} faster than a build without the cache`;
}
