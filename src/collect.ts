import { collect as collectVersions } from "./commands/collect/collect.ts";
import { COLLECT_TITLE } from "./commands/collect/render.ts";
import { runStep } from "./commands/run-step.ts";
import { readCollectInputs } from "./inputs/collect-inputs.ts";
import { createRuntime } from "./runtime/runtime.ts";

/** The collect action: finds the version that each model of a matrix got from this commit. */
export function collect(): Promise<void> {
  return runStep(
    async ({ context, signal }) => {
      const inputs = readCollectInputs(context);
      await collectVersions(inputs, createRuntime(context, signal));
    },
    { title: COLLECT_TITLE, hasStatus: false },
  );
}
