import type { Command } from "../inputs/inputs-by-command.ts";
import { info, notice } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { Plan } from "../plan/plan.ts";
import { modelUrl } from "../replicate/urls.ts";

const NOUNS: Readonly<Record<Command, string>> = {
  push: "this push",
  preview: "a preview",
  "remove-preview": "the removal of a preview",
  promote: "a promotion (version)",
  ensure: "a step with push: false",
  build: "stop-after: build",
  test: "stop-after: test",
};

/**
 * Reports, in one notice, all inputs that are set and have no effect.
 * @param existing models whose hardware is not changed, because they exist, by the input that is for new ones.
 */
export function reportUnusedInputs(
  { kind, inputs }: Exclude<Plan, { kind: "skip" }>,
  existing: Readonly<Record<string, ModelName | undefined>>,
): void {
  const reasons = inputs.all.flatMap((input) => {
    if (inputs.unused.includes(input)) return [input];
    const model = existing[input];
    if (model === undefined) return [];
    return [
      `${input} (${fullName(model)} exists: change its hardware at ${modelUrl(model)}/settings)`,
    ];
  });
  if (reasons.length === 0) return;
  const text = `Inputs that have no effect on ${NOUNS[kind]}: ${reasons.join(", ")}.`;
  // The step that removes a preview is the one that pushed it, with the same inputs.
  if (kind === "remove-preview") info(text);
  else notice("inputs-without-effect", text);
}
