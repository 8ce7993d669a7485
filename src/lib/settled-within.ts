import { setTimeout as sleep } from "node:timers/promises";

/** Waits until all of them have ended, one way or the other, or so many seconds are over. */
export async function allSettledWithTimeout(
  promises: Iterable<Promise<unknown>>,
  seconds: number,
): Promise<void> {
  const all = [...promises];
  if (all.length === 0) return;
  await Promise.race([Promise.allSettled(all), sleep(seconds * 1000, undefined, { ref: false })]);
}
