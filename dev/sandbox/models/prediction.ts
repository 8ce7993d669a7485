import type { JsonObject } from "../http/http.ts";
import type { Version } from "./model.ts";
import type { Plan } from "./plan.ts";

/** A prediction as it was made. What it is at some time follows from this and the clock alone. */
export interface Prediction {
  readonly id: string;
  /** The account that made it. */
  readonly username: string;
  /** `owner/name` */
  readonly model: string;
  /** `hidden` for an official model. */
  readonly version: string;
  /** The version that runs; undefined for an official model without one. */
  readonly runs: Version | undefined;
  /** `owner/name` of the deployment that it was made with. */
  readonly deployment: string | undefined;
  /** As it was sent. */
  readonly input: JsonObject;
  readonly plan: Plan;
  readonly speed: number;
  readonly createdAt: number;
  /** Seconds, of the header Cancel-After. */
  readonly cancelAfter: number | undefined;
  /** When its creator canceled it, if it had not ended by then. */
  canceledAt: number;
}

export type Status = "starting" | "processing" | "succeeded" | "failed" | "canceled" | "aborted";

/** Where a prediction is at some time. */
export interface Progress {
  readonly status: Status;
  readonly startedAt: number | undefined;
  readonly completedAt: number | undefined;
}

/** Short, and yet long enough that a new prediction is seen in `starting` and in `processing`. */
const DEFAULTS = { queue: 0.05, setup: 0, run: 0.05 };

/** The times of a prediction that nobody stops. */
function timesOf({ plan, createdAt, speed }: Prediction) {
  const { queue, setup, run } = { ...DEFAULTS, ...plan };
  const after = (seconds: number) => createdAt + (seconds * 1000) / speed;
  const runs = plan.setupFails === true ? 0 : run;
  return { boots: after(queue), starts: after(queue + setup), ends: after(queue + setup + runs) };
}

/** When Cancel-After ends it; infinite without. */
export function deadlineOf({ createdAt, cancelAfter, speed }: Prediction): number {
  return cancelAfter === undefined
    ? Number.POSITIVE_INFINITY
    : createdAt + (cancelAfter * 1000) / speed;
}

/**
 * Where a prediction is. The schema says `canceled` for what its creator stopped and for a deadline while
 * running, and `aborted` for a deadline before the start; what a creator's cancel before the start makes
 * of it, it leaves open: here `canceled`.
 */
export function progressOf(prediction: Prediction, now = Date.now()): Progress {
  const { starts, ends } = timesOf(prediction);
  const deadline = deadlineOf(prediction);
  const stops = Math.min(deadline, prediction.canceledAt);
  const completes = Math.min(ends, stops);
  const hasSetup = prediction.plan.setupFails !== true;
  const startedAt = hasSetup && starts <= now && starts < stops ? starts : undefined;
  if (now < completes)
    return {
      status: startedAt === undefined ? "starting" : "processing",
      startedAt,
      completedAt: undefined,
    };
  return { status: endOf(), startedAt, completedAt: completes };

  function endOf(): Status {
    if (ends <= stops)
      return hasSetup && prediction.plan.error === undefined ? "succeeded" : "failed";
    return stops < starts && stops === deadline ? "aborted" : "canceled";
  }
}

/**
 * The log at some time: setup's lines and then the prediction's, evenly over their durations. Whether
 * Replicate shows the log of a setup that went well in a prediction is not known; here it does.
 */
export function logOf(prediction: Prediction, now = Date.now()): string {
  const { plan, speed } = prediction;
  const { boots, starts, ends } = timesOf(prediction);
  const until = progressOf(prediction, now).completedAt ?? now;
  const setupLines = plan.setupLog?.split("\n").filter((line) => line !== "") ?? [];
  const lines = [
    ...printed(setupLines, { from: boots, to: starts, until, speed }),
    ...(plan.setupFails === true
      ? []
      : printed(plan.logs ?? [], { from: starts, to: ends, until, speed })),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** The first line is there at once, the last before the end; without an end there is one a second. */
function printed(
  lines: readonly string[],
  { from, to, until, speed }: { from: number; to: number; until: number; speed: number },
): readonly string[] {
  if (until < from) return [];
  const each = Number.isFinite(to) ? (to - from) / lines.length : 1000 / speed;
  return each === 0 ? lines : lines.slice(0, Math.floor((until - from) / each) + 1);
}

/** The error at its end, or null. The words for a failed setup are not Replicate's. */
export function errorOf(prediction: Prediction, now = Date.now()): string | null {
  if (progressOf(prediction, now).status !== "failed") return null;
  return prediction.plan.error ?? "Model setup failed";
}

/** Whether Replicate runs this version no more, for all its failed setups. */
export function isWornOut(version: Version, predictions: readonly Prediction[]): boolean {
  const failed = predictions.filter(
    (prediction) =>
      prediction.runs === version &&
      prediction.plan.setupFails === true &&
      progressOf(prediction).status === "failed",
  );
  return failed.some(
    ({ plan }) => failed.length >= (plan.disableAfter ?? Number.POSITIVE_INFINITY),
  );
}

/** A prediction for people who look: what was asked, and where it is. */
export interface PredictionRecord {
  readonly id: string;
  readonly model: string;
  readonly version: string;
  readonly deployment: string | undefined;
  readonly input: JsonObject;
  readonly status: Status;
  readonly createdAt: Date;
  /** Seconds */
  readonly cancelAfter: number | undefined;
  readonly logs: string;
  readonly error: string | null;
}

export function recordOfPrediction(prediction: Prediction): PredictionRecord {
  const { id, model, version, deployment, input, cancelAfter } = prediction;
  return {
    id,
    model,
    version,
    deployment,
    input,
    status: progressOf(prediction).status,
    createdAt: new Date(prediction.createdAt),
    cancelAfter,
    logs: logOf(prediction),
    error: errorOf(prediction),
  };
}
