import { resolve } from "node:path";
import * as core from "@actions/core";
import { readProject } from "./cog/project.ts";
import { runPlan } from "./commands/run-plan.ts";
import { runStep } from "./commands/run-step.ts";
import { checkedOutCommit } from "./git/checkout.ts";
import { readInputs } from "./inputs/action.ts";
import { makePlan } from "./plan/plan.ts";
import { createRuntime } from "./runtime/runtime.ts";
import { readTestSuite } from "./testing/read-suite.ts";

/** The main step: reads everything, makes a plan, and runs it. */
export function main(): Promise<void> {
  return runStep(async ({ context, signal, limit }) => {
    const inputs = readInputs(context);
    limit(inputs.timeoutMinutes);
    const { workspace, environment, registryHost, event } = context;
    const directory = resolve(workspace, inputs.project.directory);
    const [runtime, project, suite, checkedOut] = await Promise.all([
      createRuntime(context, signal),
      readProject(workspace, inputs.project, registryHost),
      readTestSuite(directory, inputs.testing.testCases, workspace),
      checkedOutCommit(event.name, { directory, environment, signal }),
    ]);
    const plan = makePlan({ inputs, context, project, suite, checkedOut });
    for (const note of plan.notes) core.notice(note);
    await runPlan(plan, runtime);
  });
}
