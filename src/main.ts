import * as core from "@actions/core";
import { readProject } from "./cog/project.ts";
import { ensureModelOnly } from "./commands/ensure-model/ensure-model.ts";
import { preview } from "./commands/preview/preview.ts";
import { promote } from "./commands/promote/promote.ts";
import { push } from "./commands/push/push.ts";
import { removePreviews } from "./commands/remove-preview/remove-preview.ts";
import { reportSkip } from "./commands/report.ts";
import { readCheckout } from "./git/checkout.ts";
import { readEventInputs, readInputs } from "./inputs/action.ts";
import { failStep } from "./lib/errors.ts";
import { decideEvent } from "./plan/events.ts";
import { makePlan, type Plan } from "./plan/plan.ts";
import { readContext } from "./runtime/context.ts";
import { createRuntime, type Runtime, stepSignal } from "./runtime/runtime.ts";
import { readTestSuite } from "./testing/read-suite.ts";

/** The main step: runs it, and reports its failure. */
export async function main(): Promise<void> {
  try {
    await run();
  } catch (error) {
    failStep(error);
    const { reportFailure } = await import("./commands/report.ts");
    await reportFailure(error);
  }
}

/** The whole step: read everything, decide, and do what was decided. */
async function run(): Promise<void> {
  const { signal, limit, release } = stepSignal();
  try {
    const context = readContext();
    const { environment } = context;
    const { directory, ...facts } = readEventInputs(context);
    const checkout = await readCheckout({ directory, environment, signal });
    const decision = decideEvent({ context, checkout, ...facts });
    if (decision.kind === "skip") return await reportSkip(decision.reason);

    const inputs = readInputs(context);
    limit(inputs.timeoutMinutes);
    const [runtime, project, suite] = await Promise.all([
      createRuntime(context, signal),
      readProject(context.workspace, inputs.project, context.registryHost),
      readTestSuite(directory, inputs.gates.testCases, context.workspace),
    ]);
    const plan = makePlan({ inputs, context, project, suite, decision });
    for (const note of plan.notes) core.notice(note);
    await act(plan, runtime);
  } finally {
    release();
  }
}

function act(plan: Plan, runtime: Runtime): Promise<void> {
  switch (plan.kind) {
    case "push":
      return push(plan, runtime);
    case "promote":
      return promote(plan, runtime);
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
