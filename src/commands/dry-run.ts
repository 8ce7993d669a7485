import type { DeploymentReady } from "../deployment/preflight.ts";
import { foreseeDisk } from "../disk/disk.ts";
import { fullName } from "../lib/model-name.ts";
import { foreseeModel } from "../model/ensure-model.ts";
import { latestImage } from "../model/model.ts";
import type { Delivery, PushPlan } from "../plan/plan.ts";
import { measureImage } from "../push/measure-image.ts";
import { imageOf } from "../push/publish-version.ts";
import { findStanding } from "../reuse/find-version.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { PushReady } from "./push/preflight.ts";
import { reportDryRun } from "./report.ts";

/** Tells what a push would do, without doing it. */
export async function foreseePush(
  plan: PushPlan,
  ready: PushReady,
  runtime: Runtime,
): Promise<void> {
  const { target, project, gates } = plan;
  const { name, known, cog, testModel } = ready;
  const image = imageOf(name, runtime);
  const previousImage = () => measureImage(ready.registry.session, latestImage(known?.state));
  const disk = { mode: plan.freeDisk, space: ready.space, project, previousImage };
  const before =
    known?.state.kind === "exists" ? known.state.model.latestVersion?.schema : undefined;
  const build = `build ${project.directory} with Cog ${cog.version}`;
  const standing = await findStanding(plan, ready);
  if (standing !== undefined && "unchanged" in standing)
    return reportDryRun(name, [
      ...(known ? await foreseeModel(known, name, target, project.directory) : []),
      `build nothing, since nothing has changed: ${standing.unchanged.id} stands for it`,
      ...foreseeDelivery(plan, ready.deployment, standing.unchanged.id),
    ]);
  await reportDryRun(name, [
    ...(known ? await foreseeModel(known, name, target, project.directory) : []),
    ...(await foreseeDisk(disk, runtime)),
    ...(gates.compatibility === "fail" && before !== undefined
      ? [`${build}, and compare its schema`]
      : []),
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
  deployment: DeploymentReady | undefined,
  version: string,
): string[] {
  return [...foreseeTrial(plan), ...foreseeMove(deployment, version), ...foreseeRelease(plan)];
}

/** The predictions that would be run, in words. */
export function foreseeTrial({ gates }: Pick<Delivery, "gates">): string[] {
  if (!gates.bootCheck) return [];
  const cases = gates.suite?.cases.length ?? 0;
  return [cases === 0 ? "check that it boots" : `check that it boots, and run ${cases} test cases`];
}

function foreseeMove(deployment: DeploymentReady | undefined, version?: string): string[] {
  if (deployment === undefined) return [];
  const name = fullName(deployment.name);
  const { state } = deployment;
  if (state.kind === "missing") return [`create the deployment ${name} on ${state.hardware}`];
  const served = state.deployment.release.version;
  return [
    served === version
      ? `leave the deployment ${name} as it is, which serves ${served}`
      : `move the deployment ${name}, which serves ${served}`,
  ];
}

function foreseeRelease({ release }: Delivery): string[] {
  return release === undefined ? [] : [`write the version into the release ${release.tag}`];
}
