import { askAccount, askModel, askNameAgain } from "./account-questions.ts";
import { Action, type StartOptions } from "./action.ts";
import type { Live } from "./live.ts";
import { askBlobs, askDelay, askLabels, askRegistryToken } from "./registry-questions.ts";
import type { Outcome } from "./report.ts";
import { askRefusals, deploy, preview, pushAgain, pushBundle } from "./uses.ts";

/** What is decided before anything is made. */
export interface RunOptions extends Omit<StartOptions, "inputs"> {
  readonly withDeployment: boolean;
}

/**
 * Uses the action and asks the questions, in an order in which none disturbs those after it.
 * @throws the signal's reason when the run is interrupted.
 */
export async function run(live: Live, options: RunOptions): Promise<Outcome> {
  const token = await askRegistryToken(live);
  await askAccount(live);
  await askModel(live);
  const { owner, name } = live.name();
  const inputs = {
    ...live.options.inputs,
    model: `${owner}/${name}`,
    hardware: "cpu",
    "api-token": live.options.apiToken,
    ...(token !== live.options.apiToken && { "cli-auth-token": token }),
  };
  const action = await Action.create(live, { ...options, inputs });
  try {
    return await runUses(live, action, { token, withDeployment: options.withDeployment });
  } finally {
    await action.close();
  }
}

async function runUses(
  live: Live,
  action: Action,
  { token, withDeployment }: { readonly token: string; readonly withDeployment: boolean },
): Promise<Outcome> {
  const model = live.make("model", live.name());
  const deployment = live.name("-deployment");
  const pushed = await action.run("first push, which creates the model", { inputs: {} });
  const version = pushed?.["version"];
  if (version === undefined) return { kind: "failed", reason: "the first push failed" };
  const registry = live.registry(model, token);
  await askBlobs(live, registry, version);
  await askDelay(live, { registry, model, version });
  await pushAgain(action);
  await pushBundle(live, action, registry);
  await preview(live, action, model);
  if (withDeployment) await deploy(live, action, { deployment, version });
  await askLabels(live, { registry, model, version });
  await askNameAgain(live);
  await askRefusals(live, { model, deployment, version });
  const failed = live.uses.filter(({ status }) => status === "failed").map(({ use }) => use);
  return failed.length === 0
    ? { kind: "completed" }
    : { kind: "failed", reason: `failed: ${failed.join("; ")}` };
}
