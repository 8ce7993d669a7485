import { ActionError, type Problem, refuseProblems, runChecks } from "../lib/errors.ts";
import type { Plan } from "../plan/plan.ts";
import type { PlanProblem } from "../plan/problems.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** Problems that are found because an input has its default, which is not valid itself. */
const CAUSED_BY_DEFAULT: Readonly<Record<string, readonly string[]>> = {
  "create-model": ["hardware-missing", "hardware-unknown"],
  "judge-model": ["judge-missing"],
  secrets: ["build-secret-missing"],
  "secret-envs": ["build-secret-missing"],
  "secret-files": ["build-secret-missing"],
};

/**
 * Runs the preflight of a command.
 * @throws {ActionError} with the problems of the plan and those that the preflight finds.
 */
export async function runPreflight<P extends Plan, R>(
  plan: P,
  preflight: (plan: P, runtime: Runtime) => Promise<R>,
  runtime: Runtime,
): Promise<R> {
  const { problems } = plan;
  const ready = runtime.stopwatch.time("preflight", () => preflight(plan, runtime));
  if (problems.length === 0) return ready;
  try {
    return (await runChecks({ plan: refuseProblems(problems), ready })).ready;
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
