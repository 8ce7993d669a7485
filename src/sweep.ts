import { runStep } from "./commands/run-step.ts";
import { sweep as sweepPreviews } from "./commands/sweep/sweep.ts";
import { readSweepInputs } from "./inputs/sweep-inputs.ts";
import { createRuntime } from "./runtime/runtime.ts";

/** The sweep action: deletes the previews of pull requests that have closed. */
export function sweep(): Promise<void> {
  return runStep(
    async ({ context, signal }) => {
      const inputs = readSweepInputs(context);
      await sweepPreviews(inputs, createRuntime(context, signal));
    },
    { title: "Sweep previews on Replicate" },
  );
}
