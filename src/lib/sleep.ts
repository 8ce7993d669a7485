import { setTimeout as wait } from "node:timers/promises";

/** Waits for something that goes on by itself, until it has ended or the signal is aborted; its reason is thrown. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener("abort", abort));
}

/** Waits so many seconds. An aborted signal ends the wait at once; its reason is thrown. */
export async function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  if (seconds <= 0) return;
  try {
    await wait(seconds * 1000, undefined, { signal });
  } catch {
    signal.throwIfAborted();
  }
}
