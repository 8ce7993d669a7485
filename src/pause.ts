import { setTimeout as sleep } from "node:timers/promises";

/** Waits so many seconds. An aborted signal ends the wait at once; its reason is thrown. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  if (seconds <= 0) return;
  await sleep(seconds * 1000, undefined, { signal }).catch(() => signal.throwIfAborted());
}
