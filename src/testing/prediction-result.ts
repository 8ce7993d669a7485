import type { HttpResponse } from "../http/request.ts";
import type { Prediction } from "../replicate/parse.ts";

/** The result of a prediction: it was created, or Replicate refused it. */
export type PredictionResult =
  | EndedPrediction
  | {
      readonly kind: "refused";
      readonly response: HttpResponse;
      /** Whether Replicate refused the version, not the input. */
      readonly isVersionUnknown: boolean;
    };

export interface EndedPrediction {
  readonly kind: "ended";
  /** Still running if its time limit was over and it could not be canceled. */
  readonly prediction: Prediction;
  readonly phases: Phases;
}

/** How long each phase of a prediction took, in seconds; undefined for a phase that it did not reach. */
export interface Phases {
  /** Until setup() was seen: queued, pulling the image, and booting, which the API does not distinguish. */
  readonly queued: number;
  /** setup(), if its log was seen before predict() began. */
  readonly setup: number | undefined;
  /** predict(). */
  readonly running: number | undefined;
}

/** After a longer wait than this, in seconds, a machine was booted for the prediction. */
const COLD_START = 10;

/**
 * Measures a prediction's phases by its own timestamps. `setupSeenAt`: when log lines were first seen before predict()
 * began, in milliseconds since the epoch, like `now`.
 */
export function phasesOf(
  { createdAt, startedAt, completedAt, predictSeconds }: Prediction,
  setupSeenAt: number | undefined,
  now: number,
): Phases {
  const end = completedAt ?? now;
  const begun = startedAt ?? end;
  const setup = Math.min(setupSeenAt ?? begun, begun);
  return {
    queued: seconds(createdAt, setup),
    setup: setup < begun ? seconds(setup, begun) : undefined,
    running: predictSeconds ?? (startedAt === undefined ? undefined : seconds(begun, end)),
  };
}

/** Seconds until predict() began. */
export function waitOf({ queued, setup = 0 }: Phases): number {
  return queued + setup;
}

/** Whether a machine had to be booted for the prediction. */
export function isColdStart(phases: Phases): boolean {
  return waitOf(phases) > COLD_START;
}

function seconds(from: number, to: number): number {
  return Math.max(0, (to - from) / 1000);
}
