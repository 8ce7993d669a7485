import { usesModelHardware } from "../../deployment/preflight.ts";
import { info } from "../../lib/log.ts";
import type { ModelName } from "../../lib/model-name.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import { formatDuration } from "../../lib/units.ts";
import type { PushPlan } from "../../plan/plan.ts";
import { reportAccess, reportTools } from "../report.ts";
import { reportUnusedInputs } from "../unused-inputs.ts";
import type { PublishedVersion, PushContext } from "./build-version.ts";
import type { PushPreflight } from "./preflight.ts";
import { renderPush } from "./render.ts";

/** Reports what the preflight found, before anything is changed. */
export function reportPreflight(plan: PushPlan, ready: PushPreflight): void {
  const { name, access, registry, build } = ready;
  if (access.kind === "api") reportAccess(access.account, name, access.state);
  info(`The registry accepts the token of ${registry.credential.username}`);
  reportTools(build);
  reportUnusedInputs(plan, existingModels(ready, plan.inputs.all));
}

/** The models that exist, by the inputs that set the hardware of new ones. */
function existingModels(
  { name, access, testModel, deployment }: PushPreflight,
  set: readonly string[],
): Readonly<Record<string, ModelName | undefined>> {
  const exists = access.kind === "api" && access.state.kind === "exists";
  const isTestModel = testModel.kind === "test-model";
  const isCreated =
    usesModelHardware(deployment) ||
    (isTestModel && testModel.state.kind === "missing" && !set.includes("test-hardware"));
  return {
    hardware: exists && !isCreated ? name : undefined,
    "test-hardware": isTestModel && testModel.state.kind === "exists" ? testModel.name : undefined,
  };
}

/** Reports a push that succeeded. */
export async function reportPush(
  { model, ready, previousSize, gates, runtime }: PushContext,
  published: PublishedVersion,
): Promise<void> {
  const { phases } = runtime.stopwatch;
  const size = await published.size;
  setOutputs({ "image-size": size?.size });
  for (const { name, seconds } of phases) info(`${name}: ${formatDuration(seconds)}`);
  await writeSummary(
    renderPush({
      model,
      version: published.version,
      results: gates.results,
      size,
      previousSize: await previousSize,
      build: published.origin,
      cogVersion: ready.build.cog.version,
      apiUrl: runtime.context.apiUrl,
      phases,
    }),
  );
}
