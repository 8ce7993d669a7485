import { planCacheSteps } from "../../build-cache/preflight.ts";
import { planDeploymentSteps } from "../../deployment/render.ts";
import { planDiskSteps } from "../../disk/free.ts";
import { fullName } from "../../lib/model-name.ts";
import { planModelSteps } from "../../model/ensure-model.ts";
import { latestVersion } from "../../model/preflight.ts";
import type { PushPlan, ReleaseOptions } from "../../plan/plans.ts";
import { readImageSize } from "../../push/image-size.ts";
import { imageOf } from "../../push/publish-version.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { planTestSteps } from "../../testing/render.ts";
import { reportDryRun } from "../report.ts";
import type { PushPreflight } from "./preflight.ts";
import { findReusable } from "./reuse.ts";
import { newestAtPreflight, StaleCommitGuard } from "./stale-commit.ts";

/** Reports what a push would do. Changes nothing. */
export async function dryRunPush(
  plan: PushPlan,
  ready: PushPreflight,
  runtime: Runtime,
): Promise<void> {
  const { name, access } = ready;
  const { directory } = plan.push.project;
  const reuse = await findReusable(plan, ready);
  if (reuse.kind !== "reuse") {
    const guard = new StaleCommitGuard(plan, ready, runtime);
    await guard.report(await guard.begin(newestAtPreflight(ready), "A run would build nothing."));
  }
  const model =
    access.kind === "api" ? await planModelSteps(access, name, plan.target, directory) : [];
  const steps =
    reuse.kind === "reuse"
      ? [
          `skip the build: version ${reuse.version.id} was built from the same sources`,
          ...planTestSteps(plan.testing),
          ...planReleaseSteps(plan, ready, reuse.version.id),
        ]
      : await planBuildSteps(plan, ready, runtime);
  await reportDryRun(name, [...model, ...steps]);
}

async function planBuildSteps(
  plan: PushPlan,
  ready: PushPreflight,
  runtime: Runtime,
): Promise<string[]> {
  const { name, access, registry, testModel } = ready;
  const { project, freeDisk: mode } = plan.push;
  const newest = latestVersion(access);
  const previousImage = () => readImageSize(registry.session, newest && `sha256:${newest.id}`);
  const { space, cog } = ready.build;
  const build = `build ${project.directory} with Cog ${cog.version}`;
  const tests = planTestSteps(plan.testing);
  return [
    ...(await planDiskSteps({ mode, space, project, previousImage }, runtime)),
    ...planCacheSteps(ready.build.cache),
    ...(plan.testing.compatibility === "fail" && newest?.schema !== undefined
      ? [`${build}, and compare its schema`]
      : []),
    ...(testModel.kind === "test-model" && testModel.state.kind === "missing"
      ? [`create ${fullName(testModel.name)} (private, on ${testModel.state.hardware})`]
      : []),
    ...(testModel.kind === "test-model"
      ? [`${build}, and push it to ${fullName(testModel.name)}`, ...tests]
      : []),
    `${build}, and push it to ${imageOf(name, runtime)}`,
    "confirm the new version, and write its ID to the outputs",
    ...(testModel.kind === "test-model" ? [] : tests),
    ...planReleaseSteps(plan, ready),
  ];
}

/**
 * What is updated when a version has passed its tests.
 * @param version undefined: one that does not exist yet.
 */
export function planReleaseSteps(
  { releaseNotes }: ReleaseOptions,
  { deployment }: Pick<PushPreflight, "deployment">,
  version?: string,
): string[] {
  return [
    ...planDeploymentSteps(deployment, version),
    ...(releaseNotes.kind === "none"
      ? []
      : [`write the version into the release notes of ${releaseNotes.tag}`]),
  ];
}
