import { failStep } from "../lib/errors.ts";
import { resumeCommands } from "../lib/log.ts";
import { type Context, readContext } from "../runtime/context.ts";
import { stepSignal } from "../runtime/runtime.ts";
import { reportFailed, reportFailure } from "./report.ts";

interface StepStart {
  readonly context: Context;
  /** Aborted when the step is canceled, or its time is over. */
  readonly signal: AbortSignal;
  /** Sets the time limit of the step. */
  readonly limit: (timeoutMinutes: number) => void;
}

/**
 * Runs a step, reports its failure, and cancels whatever is still running at its end.
 * @param title of the action.
 * @param endSeconds after which a canceled step exits, even if something is still running.
 */
export async function runStep(
  work: (start: StepStart) => Promise<void>,
  title = "Push to Replicate",
  endSeconds?: number,
): Promise<void> {
  try {
    const { signal, limit, release } = stepSignal(exit, endSeconds);
    try {
      await work({ context: readContext(), signal, limit });
    } finally {
      release();
    }
  } catch (error) {
    failStep(error);
    await reportFailure(error, title);
  }
}

/** Ends the process at once: nothing that is still under way may add an output or an error. */
function exit(reason: unknown): void {
  resumeCommands();
  failStep(reason);
  reportFailed();
  process.exit();
}
