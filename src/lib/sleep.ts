import { setImmediate, setTimeout as sleep } from "node:timers/promises";

/** Waits for something that goes on by itself, until it has ended or the signal is aborted; its reason is thrown. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener("abort", abort));
}

/** Waits so many seconds. An aborted signal ends the wait at once; its reason is thrown. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  if (seconds <= 0) return;
  await sleep(seconds * 1000, undefined, { signal }).catch(() => signal.throwIfAborted());
}

/**
 * Lets the requests that were made before get on their way. A connection opens between the end of this turn
 * of the event loop and the next one.
 */
export async function afterRequests(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
