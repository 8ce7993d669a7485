import { addToPath } from "../../cog/install.ts";
import { fullName } from "../../lib/model-name.ts";
import { ensureModel, type TargetModel } from "../../model/ensure-model.ts";
import { latestVersion } from "../../model/preflight.ts";
import { modelUrl } from "../../model/urls.ts";
import type { PushPlan } from "../../plan/plans.ts";
import { type CheckedImage, imageOfVersion, requireSameContent } from "../../push/checked-image.ts";
import { readImageSize } from "../../push/image-size.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { requireCompatible, requirePassed } from "../gates.ts";
import { reportModel } from "../report.ts";
import { NO_RESULTS, reportPartialResults } from "../results.ts";
import {
  compareAfterPush,
  deployAfterPush,
  type PublishedVersion,
  testAfterPush,
  updateNotes,
} from "./after-push.ts";
import { dryRunPush } from "./dry-run.ts";
import { preflightPush } from "./preflight.ts";
import { reportPreflight, reportPush } from "./report.ts";
import { findReusable, reuseVersion, versionInUse } from "./reuse.ts";
import {
  moveUnlessStale,
  NOT_CHECKED,
  newestAtPreflight,
  newestNow,
  StaleCommitGuard,
} from "./stale-commit.ts";
import {
  compareBeforePush,
  gatesBeforePush,
  type PushContext,
  prepareBuild,
  publish,
  testBeforePush,
} from "./steps.ts";

/** Pushes a new version of a project to a model, tests it, and moves the deployment to it. */
export async function push(plan: PushPlan, runtime: Runtime): Promise<void> {
  const { stopwatch } = runtime;
  const ready = await stopwatch.time("preflight", () => preflightPush(plan, runtime));
  const { name, access, registry, build, deployment } = ready;
  reportPreflight(plan, ready);
  if (plan.dryRun) return dryRunPush(plan, ready, runtime);

  const newest = latestVersion(access);
  const previousSize = readImageSize(registry.session, newest && `sha256:${newest.id}`);
  const { directory } = plan.push.project;
  const guard = new StaleCommitGuard(plan, ready, runtime);
  const reuse = await findReusable(plan, ready);
  const beforeBuild =
    reuse.kind === "reuse"
      ? NOT_CHECKED
      : await guard.begin(newestAtPreflight(ready), "Nothing was built.");
  const model: TargetModel =
    access.kind === "api"
      ? await stopwatch.time("model", () => ensureModel(access, name, plan.target, directory))
      : { ...access, name, url: modelUrl(name) };
  reportModel(model);
  addToPath(build.cog);

  const context: PushContext = { plan, ready, model, previousSize, runtime };
  const before = gatesBeforePush(context);
  const { compatibility: mode } = plan.testing;
  let results = NO_RESULTS;
  let checked: readonly CheckedImage[] = [];
  try {
    const prepared = await prepareBuild(context, reuse);
    if (prepared.kind === "built" && before.compares) {
      const { compatibility, built } = await compareBeforePush(context, prepared.cache);
      results = { ...results, compatibility };
      checked = [built];
      requireCompatible(results.compatibility, mode, name, "Nothing was pushed.");
    }
    if (prepared.kind === "built" && before.tests) {
      const { tests, tested } = await testBeforePush(context, prepared.cache);
      results = { ...results, tests };
      checked = [...checked, ...tested];
      requirePassed(
        results.tests,
        `Nothing was pushed to ${fullName(name)}: production is unchanged.`,
      );
    }
    const beforePush =
      results.tests.kind === "tested"
        ? await guard.begin(newestNow(ready), `Nothing was pushed to ${fullName(name)}.`)
        : NOT_CHECKED;
    const pushed =
      prepared.kind === "built"
        ? await publish(context, prepared.cache)
        : reuseVersion(context, prepared);
    const { version } = pushed;
    if (checked.length > 0)
      await requireSameContent(checked, imageOfVersion(name, version, registry.session));
    for (const check of [beforeBuild, beforePush]) await guard.report(check);
    const published: PublishedVersion = {
      ...pushed,
      previous: await versionInUse(ready, prepared),
      isFresh: prepared.kind === "built" && version.id !== newest?.id,
    };
    const impact = `The version is now the newest of ${fullName(name)}, which is what callers get by default.${deployment.kind === "none" ? "" : " The deployment was not moved."} To test versions before they are released, set test-model.`;
    if (results.compatibility.kind === "not-compared") {
      results = { ...results, compatibility: await compareAfterPush(context, published) };
      requireCompatible(results.compatibility, mode, name, impact);
    }
    if (results.tests.kind === "not-tested") {
      results = { ...results, tests: await testAfterPush(context, published) };
      requirePassed(results.tests, impact);
    }
    if (deployment.kind === "deployment") {
      const own = { id: version.id, isPushed: prepared.kind === "built" };
      const moved = await moveUnlessStale(guard, { ...ready, deployment }, own, () =>
        deployAfterPush(context, published, deployment),
      );
      results = { ...results, deployment: moved };
    }
    await updateNotes(context, published, results);
    await reportPush({
      model,
      version,
      results: { ...results, newer: guard.newer },
      build: prepared,
      cacheOutcome: published.cacheOutcome,
      size: await published.size,
      previousSize: await previousSize,
      cogVersion: build.cog.version,
      apiUrl: runtime.context.apiUrl,
      phases: stopwatch.phases,
    });
  } catch (error) {
    await reportPartialResults(name, { ...results, newer: guard.newer }, runtime.context.apiUrl);
    throw error;
  }
}
