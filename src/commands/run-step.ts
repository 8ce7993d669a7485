import { failStep } from "../lib/errors.ts";
import { type Context, readContext } from "../runtime/context.ts";
import { stepSignal } from "../runtime/runtime.ts";
import { reportFailure } from "./report.ts";

export interface StepStart {
  readonly context: Context;
  /** Aborted when the step is canceled, or its time is over. */
  readonly signal: AbortSignal;
  /** Sets the time limit of the step. */
  readonly limit: (timeoutMinutes: number) => void;
}

/** Runs a step, reports its failure, and cancels whatever is still under way at its end. */
export async function runStep(work: (start: StepStart) => Promise<void>): Promise<void> {
  try {
    const { signal, limit, release } = stepSignal();
    try {
      await work({ context: readContext(), signal, limit });
    } finally {
      release();
    }
  } catch (error) {
    failStep(error);
    await reportFailure(error);
  }
}
