import type { Prediction } from "../replicate/parse.ts";

/** Where a prediction's time went. Seconds; undefined for what it did not come to. */
export interface Phases {
  /** Until setup() was heard of: queued, pulling the image, starting. The API does not tell these apart. */
  readonly queued: number;
  /** setup(), where its log was seen before predict() began. */
  readonly setup: number | undefined;
  /** predict() itself. */
  readonly running: number | undefined;
}

/** A wait that is longer than this is no queue: a machine was started for it. Seconds. */
const COLD = 10;

/**
 * Tells a prediction's phases apart, from its own times.
 * @param setupSeenAt when lines of the log were first seen while it had not begun; milliseconds of the
 * epoch, as `now`.
 */
export function phasesOf(
  { createdAt, startedAt, completedAt, predictSeconds }: Prediction,
  setupSeenAt: number | undefined,
  now: number,
): Phases {
  const end = completedAt ?? now;
  const begun = startedAt ?? end;
  const setup = setupSeenAt === undefined || setupSeenAt > begun ? begun : setupSeenAt;
  const ran = predictSeconds ?? seconds(begun, end);
  return {
    queued: seconds(createdAt, setup),
    setup: setup < begun ? seconds(setup, begun) : undefined,
    running: startedAt === undefined ? undefined : ran,
  };
}

/** Whether a machine had to be started for it. */
export function isCold({ queued, setup = 0 }: Phases): boolean {
  return queued + setup > COLD;
}

function seconds(from: number, to: number): number {
  return Math.max(0, (to - from) / 1000);
}
