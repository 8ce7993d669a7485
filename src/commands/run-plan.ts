import { ActionError, type Problem, refuseProblems, runChecks } from "../lib/errors.ts";
import type { PlanProblem } from "../plan/input.ts";
import type { Plan } from "../plan/plans.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { checkBuild } from "./check/build.ts";
import { preflightCheckBuild, preflightCheckTest } from "./check/preflight.ts";
import { checkTest } from "./check/test.ts";
import { ensureModelOnly } from "./ensure-model/ensure-model.ts";
import { preflightEnsure } from "./ensure-model/preflight.ts";
import { preflightPreview } from "./preview/preflight.ts";
import { preview } from "./preview/preview.ts";
import { preflightPromote } from "./promote/preflight.ts";
import { promote } from "./promote/promote.ts";
import { preflightPush } from "./push/preflight.ts";
import { push } from "./push/push.ts";
import { preflightRemoval } from "./remove-preview/preflight.ts";
import { removePreviews } from "./remove-preview/remove-preview.ts";
import { reportSkip } from "./report.ts";

/**
 * Runs the command of a plan.
 * @throws {ActionError} also with the problems of the plan, and beside them those that the command's preflight finds.
 */
export async function runPlan(plan: Plan, runtime: Runtime): Promise<void> {
  if (plan.problems.length > 0) return refusePlan(plan, runtime);
  switch (plan.kind) {
    case "push":
      return push(plan, runtime);
    case "promote":
      return promote(plan, runtime);
    case "build":
      return checkBuild(plan, runtime);
    case "test":
      return checkTest(plan, runtime);
    case "ensure":
      return ensureModelOnly(plan, runtime);
    case "preview":
      return preview(plan, runtime);
    case "remove-preview":
      return removePreviews(plan, runtime);
    case "skip":
      return reportSkip(plan.reason);
  }
}

/** Problems that are found because an input has its default, which is not valid itself. */
const CAUSED_BY_DEFAULT: Readonly<Record<string, readonly string[]>> = {
  "create-model": ["hardware-missing", "hardware-unknown"],
  "judge-model": ["judge-missing"],
  secrets: ["build-secret-missing"],
  "secret-envs": ["build-secret-missing"],
  "secret-files": ["build-secret-missing"],
};

async function refusePlan(plan: Plan, runtime: Runtime): Promise<void> {
  const { problems } = plan;
  try {
    await runChecks([refuseProblems(problems), preflight(plan, runtime)]);
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    throw new ActionError(
      error.problems.filter((problem) => !isCausedByDefault(problem, problems)),
    );
  }
}

function isCausedByDefault({ code }: Problem, problems: readonly PlanProblem[]): boolean {
  return problems.some(({ input = "" }) => CAUSED_BY_DEFAULT[input]?.includes(code));
}

async function preflight(plan: Plan, runtime: Runtime): Promise<void> {
  if (plan.kind === "push") await preflightPush(plan, runtime);
  if (plan.kind === "promote") await preflightPromote(plan, runtime);
  if (plan.kind === "ensure") await preflightEnsure(plan, runtime);
  if (plan.kind === "preview") await preflightPreview(plan, runtime);
  if (plan.kind === "build") await preflightCheckBuild(plan, runtime);
  if (plan.kind === "test") await preflightCheckTest(plan, runtime);
  if (plan.kind === "remove-preview") await preflightRemoval(plan, runtime);
}
