import type { Prediction } from "../replicate/parse.ts";
import { type BootCause, bootCause } from "./boot-causes.ts";
import { shortText } from "./output.ts";
import type { Phases } from "./phases.ts";
import type { Ended, Run } from "./prediction-run.ts";

/** Above this, users have seen versions that never started (57 GB; 31.8 GB was fine). Bytes, compressed. */
export const LARGE_IMAGE = 40e9;

/**
 * Whether a version starts on Replicate's machines.
 * `disabled`: Replicate lists the version and runs no prediction on it. `stuck`: it had not started when
 * its time was over.
 */
export type BootVerdict = "booted" | "setup failed" | "disabled" | "stuck" | "preempted";

export interface Boot {
  readonly verdict: BootVerdict;
  /** Undefined when there was no prediction. */
  readonly phases: Phases | undefined;
  /** Page of the prediction. */
  readonly url: string | undefined;
  /** Last lines of its log. */
  readonly log: readonly string[];
  /** What is known of the reason, and what to do about it; undefined for a version that booted. */
  readonly cause: BootCause | undefined;
}

/** Machines that were taken away, in the words that users have seen (replicate-api facts, 2026). */
const PREEMPTED = /\(code: PA\)|^code: PA\b|\bE8765\b/m;
/** A failure of setup() or of the start, where a time says that predict() had begun all the same. */
const SETUP =
  /\bset-?up(\(\))? (has )?fail|\bfail\w* (to complete |to |in |during )?set-?up\b|\bE6716\b/i;
const LOG_LINES = 20;
/** Characters. */
const LINE_LENGTH = 300;

/**
 * Reads from its first prediction whether a version booted. A prediction that began has a machine that
 * came up, whatever became of it then.
 * @returns undefined when Replicate refused the prediction for another reason than the version.
 */
export function bootOf(run: Run): Boot | undefined {
  if ("refused" in run) {
    if (!run.isVersionUnknown) return undefined;
    const verdict = "disabled";
    return { verdict, phases: undefined, url: undefined, log: [], cause: bootCause(verdict, "") };
  }
  const { prediction, phases } = run;
  const verdict = verdictOf(run);
  return {
    verdict,
    phases,
    url: prediction.url,
    log: lastLines(prediction.logs),
    cause: bootCause(verdict, `${prediction.error ?? ""}\n${prediction.logs}`),
  };
}

/** The last lines of a prediction's log. */
export function lastLines(logs: string, count = LOG_LINES): string[] {
  // A progress bar writes over its line again and again: what it wrote last is what stands there.
  const drawn = logs
    .split(/\r?\n/)
    .map((line) => line.split("\r").findLast((text) => text.trim() !== ""));
  const lines = drawn.filter((line) => line !== undefined);
  return lines.slice(-count).map((line) => shortText(line, LINE_LENGTH));
}

/** Whether the machine of a prediction was taken away. */
export function wasPreempted({ status, error, logs }: Prediction): boolean {
  return status === "failed" && PREEMPTED.test(`${error}\n${logs}`);
}

function verdictOf({ prediction }: Ended): BootVerdict {
  const { status, error, startedAt } = prediction;
  if (status === "succeeded") return "booted";
  if (wasPreempted(prediction)) return "preempted";
  if (status === "failed")
    return startedAt === undefined || SETUP.test(error ?? "") ? "setup failed" : "booted";
  return startedAt === undefined ? "stuck" : "booted";
}
