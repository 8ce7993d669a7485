import { refuseProblems } from "../lib/errors.ts";
import type { Plan } from "../plan/plan.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { ensureModelOnly } from "./ensure-model.ts";
import { preview } from "./preview/preview.ts";
import { promote } from "./promote/promote.ts";
import { push } from "./push/push.ts";
import { removePreviews } from "./remove-preview/remove-preview.ts";
import { reportSkip } from "./report.ts";
import { stopAfterBuild, stopAfterTest } from "./stop-after/stop-after.ts";

/**
 * Runs the command of a plan.
 * @throws {ActionError} also with the problems of the plan.
 */
export async function runPlan(plan: Plan, runtime: Runtime): Promise<void> {
  switch (plan.kind) {
    case "push":
      return push(plan, runtime);
    case "promote":
      return promote(plan, runtime);
    case "build":
      return stopAfterBuild(plan, runtime);
    case "test":
      return stopAfterTest(plan, runtime);
    case "ensure":
      return ensureModelOnly(plan, runtime);
    case "preview":
      return preview(plan, runtime);
    case "remove-preview":
      return removePreviews(plan, runtime);
    case "skip":
      await refuseProblems(plan.problems);
      return reportSkip(plan.reason);
  }
}
