import { planCacheSteps } from "../../build-cache/preflight.ts";
import type { DeploymentPreflight } from "../../deployment/preflight.ts";
import { planDiskSteps } from "../../disk/free.ts";
import { fullName } from "../../lib/model-name.ts";
import { planModelSteps } from "../../model/ensure-model.ts";
import { latestImage } from "../../model/preflight.ts";
import type { PushPlan, ReleaseOptions } from "../../plan/plan.ts";
import { readImageSize } from "../../push/image-size.ts";
import { imageOf } from "../../push/publish-version.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { reportDryRun } from "../report.ts";
import { decideReuse } from "./decide-reuse.ts";
import type { PushPreflight } from "./preflight.ts";

/** Tells what a push would do, without doing it. */
export async function dryRunPush(
  plan: PushPlan,
  ready: PushPreflight,
  runtime: Runtime,
): Promise<void> {
  const { target, project, gates } = plan;
  const { name, known, cog, testModel } = ready;
  const image = imageOf(name, runtime);
  const previousImage = () => readImageSize(ready.registry.session, latestImage(known?.state));
  const disk = { mode: plan.freeDisk, space: ready.space, project, previousImage };
  const before =
    known?.state.kind === "exists" ? known.state.model.latestVersion?.schema : undefined;
  const build = `build ${project.directory} with Cog ${cog.version}`;
  const reuse = await decideReuse(plan, ready);
  if (reuse.kind === "reuse")
    return reportDryRun(name, [
      ...(known ? await planModelSteps(known, name, target, project.directory) : []),
      `build nothing, since nothing has changed: ${reuse.version.id} stands for it`,
      ...planReleaseSteps(plan, ready.deployment, reuse.version.id),
    ]);
  await reportDryRun(name, [
    ...(known ? await planModelSteps(known, name, target, project.directory) : []),
    ...(await planDiskSteps(disk, runtime)),
    ...planCacheSteps(ready.cache),
    ...(gates.compatibility === "fail" && before !== undefined
      ? [`${build}, and compare its schema`]
      : []),
    ...(testModel?.state.kind === "missing"
      ? [`create ${fullName(testModel.name)} (private, on ${testModel.state.hardware})`]
      : []),
    ...(testModel ? [`${build}, and push it to ${fullName(testModel.name)}`] : []),
    ...(testModel ? planTestSteps(plan) : []),
    `${build}, and push it to ${image}`,
    "confirm the new version, and write its id to the outputs",
    ...(testModel ? [] : planTestSteps(plan)),
    ...foreseeMove(ready.deployment),
    ...foreseeRelease(plan),
  ]);
}

/** What is done with a version that is there, in words. */
export function planReleaseSteps(
  plan: ReleaseOptions,
  deployment: DeploymentPreflight | undefined,
  version: string,
): string[] {
  return [...planTestSteps(plan), ...foreseeMove(deployment, version), ...foreseeRelease(plan)];
}

/** The predictions that would be run, in words. */
export function planTestSteps({ gates }: Pick<ReleaseOptions, "gates">): string[] {
  if (!gates.bootCheck) return [];
  const cases = gates.suite?.cases.length ?? 0;
  return [cases === 0 ? "check that it boots" : `check that it boots, and run ${cases} test cases`];
}

function foreseeMove(deployment: DeploymentPreflight | undefined, version?: string): string[] {
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

function foreseeRelease({ release }: ReleaseOptions): string[] {
  return release === undefined ? [] : [`write the version into the release ${release.tag}`];
}
