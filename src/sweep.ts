import { runStep } from "./commands/run-step.ts";
import { sweep as sweepPreviews } from "./commands/sweep/sweep.ts";
import { readSweepInputs } from "./inputs/sweep-inputs.ts";
import { createRuntime } from "./runtime/runtime.ts";

/** Minutes: GitHub ends a job after 6 hours on its own runners. */
const LONGEST_SWEEP = 360;

/** The sweep action: deletes the previews of pull requests that have closed. */
export function sweep(): Promise<void> {
  return runStep(async ({ context, signal, limit }) => {
    const inputs = readSweepInputs(context);
    limit(LONGEST_SWEEP);
    await sweepPreviews(inputs, await createRuntime(context, signal));
  }, "Sweep previews on Replicate");
}
