import { reportFailure } from "./commands/report.ts";
import { sweep as sweepPreviews } from "./commands/sweep/sweep.ts";
import { readSweepInputs } from "./inputs/sweep-inputs.ts";
import { failStep } from "./lib/errors.ts";
import { readContext } from "./runtime/context.ts";
import { createRuntime, stepSignal } from "./runtime/runtime.ts";

/** Minutes: GitHub ends a job after 6 hours on its own runners. */
const LONGEST_SWEEP = 360;

/** The sweep action: runs it, and reports its failure. */
export async function sweep(): Promise<void> {
  try {
    const { signal, limit, release } = stepSignal();
    try {
      const context = readContext();
      const inputs = readSweepInputs(context);
      limit(LONGEST_SWEEP);
      await sweepPreviews(inputs, await createRuntime(context, signal));
    } finally {
      release();
    }
  } catch (error) {
    failStep(error);
    await reportFailure(error);
  }
}
