import { readProject } from "./cog/project.ts";
import { reportSkip } from "./commands/report.ts";
import { runPlan } from "./commands/run-plan.ts";
import { runStep } from "./commands/run-step.ts";
import { readCheckout } from "./git/repository.ts";
import { readEventInputs, readInputs } from "./inputs/action.ts";
import { notice } from "./lib/log.ts";
import { decideEvent } from "./plan/events.ts";
import { makePlan } from "./plan/plan.ts";
import { hasRegistryLogin } from "./registry/docker-config.ts";
import { saveMainProcess } from "./runtime/main-process.ts";
import { createRuntime } from "./runtime/runtime.ts";
import { readSuiteInput } from "./testing/read-suite.ts";

/** The main step: decides whose code may be built, reads everything, makes a plan, and runs it. */
export function main(): Promise<void> {
  saveMainProcess();
  return runStep(async ({ context, signal, limit }) => {
    const { workspace, environment, registryHost } = context;
    const { directory, ...eventInputs } = readEventInputs(context);
    const checkout = await readCheckout({ directory, environment, signal });
    const facts = { context, checkout, ...eventInputs };
    // Docker's logins matter only to the code of strangers, and a credential store takes its time.
    let decision = decideEvent({ ...facts, hasLogin: false });
    const isUntrusted = decision.kind === "build" && decision.isUntrusted;
    if (isUntrusted && (await hasRegistryLogin(context, signal)))
      decision = decideEvent({ ...facts, hasLogin: true });
    if (decision.kind === "skip") return reportSkip(decision.reason);

    const inputs = readInputs(context);
    limit(inputs.timeoutMinutes);
    const runtime = createRuntime(context, signal);
    const [project, suite] = await Promise.all([
      readProject(workspace, inputs.project, registryHost),
      readSuiteInput(directory, inputs.testing.testCases, workspace),
    ]);
    const plan = makePlan({ inputs, context, project, suite, decision });
    for (const note of plan.notes) notice("input-note", note);
    await runPlan(plan, runtime);
  });
}
