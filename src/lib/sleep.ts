import { setTimeout as wait } from "node:timers/promises";

/** Waits for work that cannot be aborted itself. If the signal is aborted first, its reason is thrown. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener("abort", abort));
}

/** Waits for a number of seconds. If the signal is aborted first, its reason is thrown. */
export async function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  if (seconds <= 0) return;
  try {
    await wait(seconds * 1000, undefined, { signal });
  } catch {
    signal.throwIfAborted();
  }
}
