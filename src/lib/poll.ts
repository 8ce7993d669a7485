import { sleep } from "./sleep.ts";

/** How long to repeat a query, and how often. All in seconds. */
export interface Polling {
  readonly timeout: number;
  /** The longest pause; the first is a quarter of a second, and each is half as long again as the one before. */
  readonly maxPause: number;
  readonly signal: AbortSignal;
}

/**
 * Repeats a query until it has a result.
 * @param ask resolves to undefined when there is no result yet.
 * @returns the result; undefined when there is none after the timeout.
 * @throws the signal's reason, or what the query throws.
 */
export async function poll<T>(
  { timeout, maxPause, signal }: Polling,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = Date.now() + timeout * 1000;
  for (let seconds = 0.25; ; seconds = Math.min(seconds * 1.5, maxPause)) {
    const answer = await ask();
    if (answer !== undefined || Date.now() >= deadline) return answer;
    await sleep(Math.min(seconds, (deadline - Date.now()) / 1000), signal);
  }
}
