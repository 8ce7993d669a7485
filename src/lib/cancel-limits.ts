/*
 * What a canceled step may still take, in seconds. The runner kills it after 10 s, and other jobs wait for its machine and
 * its concurrency group.
 */

/** All of its end: then the process exits, and the post step cleans up what is left. */
export const END_SECONDS = 2;
/** Between SIGTERM and SIGKILL to a process that it started. */
export const GRACE_SECONDS = 1.2;
/** For the output of a process that was stopped. */
export const OUTPUT_SECONDS = 0.5;
/** For pending responses with the ID of something to clean up, such as a prediction. */
export const ANSWER_SECONDS = 1.2;
/** For the requests that clean up. */
export const CLEANUP_SECONDS = 0.7;

/** The two limits above in a step that was not canceled, whose end nothing waits for. */
const UNHURRIED_SECONDS = 10;

/**
 * How long a test session may take to clean up, in seconds.
 * @param signal of the step.
 */
export function cleanupLimits({ aborted }: AbortSignal): {
  readonly answers: number;
  readonly requests: number;
} {
  return aborted
    ? { answers: ANSWER_SECONDS, requests: CLEANUP_SECONDS }
    : { answers: UNHURRIED_SECONDS, requests: UNHURRIED_SECONDS };
}
