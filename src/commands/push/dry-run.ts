import { fullName } from "../../lib/model-name.ts";
import { planCreation, planModelSteps } from "../../model/ensure-model.ts";
import { latestVersion } from "../../model/preflight.ts";
import type { PushPlan } from "../../plan/plan.ts";
import { imageOf } from "../../push/publish-version.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { planTestSteps } from "../../testing/render.ts";
import { type DryRunStep, planReleaseSteps, reportDryRun } from "../dry-run.ts";
import { buildValues, newestImage, planPreparation } from "../prepare-build.ts";
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
  const steps: readonly DryRunStep[] =
    reuse.kind === "reuse"
      ? [
          { code: "reuse-version", version: reuse.version.id },
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
): Promise<DryRunStep[]> {
  const { push, testing } = plan;
  const { name, access, registry, build, testModel } = ready;
  const version = latestVersion(access);
  const newest = newestImage(name, version, registry.session);
  const request = { push, build, newest };
  const tests = planTestSteps(testing);
  const built = buildValues(request);
  return [
    ...(await planPreparation(request, runtime)),
    ...(testing.compatibility === "fail" && version?.schema !== undefined
      ? [{ code: "build-and-compare", ...built } as const]
      : []),
    ...(testModel.kind === "test-model"
      ? [
          ...planCreation(testModel.name, testModel.state),
          { code: "build-and-push", ...built, image: fullName(testModel.name) } as const,
          ...tests,
        ]
      : []),
    { code: "build-and-push", ...built, image: imageOf(name, runtime) },
    { code: "confirm-version" },
    ...(testModel.kind === "test-model" ? [] : tests),
    ...planReleaseSteps(plan, ready),
  ];
}
