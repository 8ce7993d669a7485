/*
 * What a canceled step may still take, in seconds. The runner kills it after 10 s, and other jobs wait for its machine and
 * its concurrency group.
 */

/** Until the process exits. The post step cleans up what is left. */
export const END_SECONDS = 2;
/** Between SIGTERM and SIGKILL to a process that it started. */
export const GRACE_SECONDS = 1.2;
/** For the output of a process that was stopped. */
export const OUTPUT_SECONDS = 0.5;

/**
 * Seconds that cleaning up after predictions and uploads may take: for pending responses with the ID of what is to be
 * cleaned up (`answer`), and for the requests that do so (`cleanup`).
 * @param signal of the step: one that was not canceled has time for a slow service.
 */
export function cleanupLimits(signal: AbortSignal): { answer: number; cleanup: number } {
  return signal.aborted ? { answer: 1.2, cleanup: 0.7 } : { answer: 6, cleanup: 5 };
}
