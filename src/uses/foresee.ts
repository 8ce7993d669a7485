import { fullName } from "../model-name.ts";
import type { Delivery, PushPlan } from "../plan.ts";
import type { DeploymentReady } from "../preflight/deployment.ts";
import type { PushReady } from "../preflight/push.ts";
import { reportDryRun } from "../report/report.ts";
import type { Runtime } from "../runtime.ts";
import { foreseeModel } from "../steps/ensure-model.ts";
import { imageOf } from "../steps/publish-version.ts";

/** Tells what a push would do, without doing it. */
export async function foreseePush(
  plan: PushPlan,
  ready: PushReady,
  runtime: Runtime,
): Promise<void> {
  const { target, project, gates } = plan;
  const { name, known, cog, testModel } = ready;
  const image = imageOf(name, runtime);
  const build = `build ${project.directory} with Cog ${cog.version}`;
  await reportDryRun(name, [
    ...(known ? await foreseeModel(known, name, target, project.directory) : []),
    ...(gates.compatibility === "fail" ? [`${build}, and compare its schema`] : []),
    ...(testModel?.state.kind === "missing"
      ? [`create ${fullName(testModel.name)} (private, on ${testModel.state.hardware})`]
      : []),
    ...(testModel ? [`${build}, and push it to ${fullName(testModel.name)}`] : []),
    ...(testModel ? foreseeTrial(plan) : []),
    `${build}, and push it to ${image}`,
    "confirm the new version, and write its id to the outputs",
    ...(testModel ? [] : foreseeTrial(plan)),
    ...foreseeMove(ready.deployment),
    ...foreseeRelease(plan),
  ]);
}

/** What is done with a version that is there, in words. */
export function foreseeDelivery(
  plan: Delivery,
  { deployment }: { readonly deployment: DeploymentReady | undefined },
): string[] {
  return [...foreseeTrial(plan), ...foreseeMove(deployment), ...foreseeRelease(plan)];
}

function foreseeTrial({ gates }: Delivery): string[] {
  if (!gates.bootCheck) return [];
  const cases = gates.suite?.cases.length ?? 0;
  return [cases === 0 ? "check that it boots" : `check that it boots, and run ${cases} test cases`];
}

function foreseeMove(deployment: DeploymentReady | undefined): string[] {
  if (deployment === undefined) return [];
  const name = fullName(deployment.name);
  return deployment.state.kind === "missing"
    ? [`create the deployment ${name} on ${deployment.state.hardware}`]
    : [`move the deployment ${name}, which serves ${deployment.state.deployment.release.version}`];
}

function foreseeRelease({ release }: Delivery): string[] {
  return release === undefined ? [] : [`write the version into the release ${release.tag}`];
}
