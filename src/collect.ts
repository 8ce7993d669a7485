import { collect as collectVersions } from "./commands/collect/collect.ts";
import { runStep } from "./commands/run-step.ts";
import { readCollectInputs } from "./inputs/collect-inputs.ts";
import { createRuntime } from "./runtime/runtime.ts";

/** Minutes: 500 models take less than two. */
const LONGEST_COLLECTION = 60;

/** The collect action: finds the version that each model of a matrix got from this commit. */
export function collect(): Promise<void> {
  return runStep(async ({ context, signal, limit }) => {
    const inputs = readCollectInputs(context);
    limit(LONGEST_COLLECTION);
    await collectVersions(inputs, await createRuntime(context, signal));
  }, "Collect versions on Replicate");
}
