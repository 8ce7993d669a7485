import { resolve } from "node:path";
import * as core from "@actions/core";
import { readProject } from "./cog/project.ts";
import { readContext } from "./context.ts";
import { readSuite } from "./gates/read-suite.ts";
import { checkedOutCommit } from "./git/checkout.ts";
import { readInputs } from "./inputs.ts";
import { makePlan, type Plan } from "./plan.ts";
import { reportSkip } from "./report/preview.ts";
import { createRuntime, type Runtime, stepSignal } from "./runtime.ts";
import { ensure } from "./uses/ensure.ts";
import { preview } from "./uses/preview.ts";
import { promote } from "./uses/promote.ts";
import { push } from "./uses/push.ts";
import { removePreviews } from "./uses/remove-preview.ts";

/** The whole step: read everything, decide, and do what was decided. */
export async function run(): Promise<void> {
  const context = readContext();
  const inputs = readInputs(context);
  const { environment } = context;
  const { signal, release } = stepSignal(inputs.timeoutMinutes);
  try {
    const directory = resolve(context.workspace, inputs.project.directory);
    const [runtime, project, suite, checkedOut] = await Promise.all([
      createRuntime(context, signal),
      readProject(context.workspace, inputs.project, context.registryHost),
      readSuite(directory, inputs.gates.testCases, context.workspace),
      checkedOutCommit(context.event.name, { directory, environment }),
    ]);
    const plan = makePlan({ inputs, context, project, suite, checkedOut });
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
      return ensure(plan, runtime);
    case "preview":
      return preview(plan, runtime);
    case "remove-preview":
      return removePreviews(plan, runtime);
    case "skip":
      return reportSkip(plan.reason);
  }
}
