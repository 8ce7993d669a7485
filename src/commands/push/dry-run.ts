import { planDeploymentSteps } from "../../deployment/render.ts";
import { fullName } from "../../lib/model-name.ts";
import { planCreation, planModelSteps } from "../../model/ensure-model.ts";
import { latestVersion } from "../../model/preflight.ts";
import type { PushPlan } from "../../plan/plan.ts";
import { imageOf } from "../../push/publish-version.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { planTestSteps } from "../../testing/render.ts";
import { buildStep, newestImage, planPreparation } from "../prepare-build.ts";
import { reportDryRun } from "../report.ts";
import type { PushPreflight } from "./preflight.ts";
import { findReusable } from "./reuse.ts";
import { StaleCommitGuard } from "./stale-commit.ts";

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
    await guard.checkNewest("A run would build nothing.");
    await guard.report();
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
  const { push, testing } = plan;
  const { name, access, registry, build, testModel } = ready;
  const version = latestVersion(access);
  const newest = newestImage(name, version, registry.session);
  const request = { push, build, newest };
  const tests = planTestSteps(testing);
  return [
    ...(await planPreparation(request, runtime)),
    ...(testing.compatibility === "fail" && version?.schema !== undefined
      ? [buildStep(request, "compare its schema")]
      : []),
    ...(testModel.kind === "test-model"
      ? [
          ...planCreation(testModel.name, testModel.state),
          buildStep(request, `push it to ${fullName(testModel.name)}`),
          ...tests,
        ]
      : []),
    buildStep(request, `push it to ${imageOf(name, runtime)}`),
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
  { releaseNotes, record }: Pick<PushPlan, "releaseNotes" | "record">,
  { deployment }: Pick<PushPreflight, "deployment">,
  version?: string,
): string[] {
  return [
    ...planDeploymentSteps(deployment, version),
    ...(record.isWanted && deployment.kind !== "none" ? ["record it as a GitHub Deployment"] : []),
    ...(releaseNotes.kind === "none"
      ? []
      : [`write the version into the release notes of ${releaseNotes.tag}`]),
  ];
}
