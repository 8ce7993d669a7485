import { addToPath } from "../../cog/install.ts";
import { fullName } from "../../lib/model-name.ts";
import { ensureTarget } from "../../model/ensure-model.ts";
import { latestVersion } from "../../model/preflight.ts";
import type { PushPlan } from "../../plan/plan.ts";
import { readImageSize } from "../../push/image-size.ts";
import { findReusableVersion } from "../../reuse/find-reusable-version.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { requireCompatible, requirePassed } from "../gates.ts";
import { reportModel } from "../report.ts";
import { NO_RESULTS, reportPartialResults } from "../results.ts";
import { dryRunPush } from "./dry-run.ts";
import { preflightPush } from "./preflight.ts";
import { reportPreflight, reportPush } from "./report.ts";
import {
  compareAfterPush,
  compareBeforePush,
  deployAfterPush,
  gatesBeforePush,
  type PushContext,
  prepareBuild,
  publish,
  reuseVersion,
  testAfterPush,
  testBeforePush,
  updateNotes,
} from "./steps.ts";

/** Pushes a new version of a project to a model, tests it, and moves the deployment to it. */
export async function push(plan: PushPlan, runtime: Runtime): Promise<void> {
  const { stopwatch } = runtime;
  const ready = await stopwatch.time("preflight", () => preflightPush(plan, runtime));
  const { name, access, registry, build, deployment } = ready;
  reportPreflight(ready);
  if (plan.dryRun) return dryRunPush(plan, ready, runtime);

  const newest = latestVersion(access);
  const previousSize = readImageSize(registry.session, newest && `sha256:${newest.id}`);
  const { directory } = plan.push.project;
  const [model, reuse] = await Promise.all([
    stopwatch.time("model", () => ensureTarget(access, name, plan.target, directory)),
    findReusableVersion(plan.reuse, newest, {
      cogVersion: build.cog.version,
      registry: registry.session,
      source: ready.source,
    }),
  ]);
  reportModel(model);
  addToPath(build.cog);

  const context: PushContext = { plan, ready, model, previousSize, runtime };
  const before = gatesBeforePush(context);
  const { compatibility: mode } = plan.testing;
  let results = NO_RESULTS;
  try {
    const prepared = await prepareBuild(context, reuse);
    if (prepared.kind === "built" && before.compares) {
      results = { ...results, compatibility: await compareBeforePush(context, prepared.cache) };
      requireCompatible(results.compatibility, mode, name, "Nothing was pushed.");
    }
    if (prepared.kind === "built" && before.tests) {
      results = { ...results, tests: await testBeforePush(context, prepared.cache) };
      requirePassed(
        results.tests,
        `Nothing was pushed to ${fullName(name)}: production is unchanged.`,
      );
    }
    const published =
      prepared.kind === "built"
        ? await publish(context, prepared.cache)
        : reuseVersion(context, prepared.version);
    const impact = `The version is now the newest of ${fullName(name)}, which is what callers get by default.${deployment.kind === "none" ? "" : " The deployment was not moved."} To test versions before they are released, set test-model.`;
    if (results.compatibility.kind === "not-compared") {
      results = { ...results, compatibility: compareAfterPush(context, published) };
      requireCompatible(results.compatibility, mode, name, impact);
    }
    if (results.tests.kind === "not-tested") {
      results = { ...results, tests: await testAfterPush(context, published) };
      requirePassed(results.tests, impact);
    }
    results = { ...results, deployment: await deployAfterPush(context, published) };
    await updateNotes(context, published, results);
    await reportPush({
      model,
      version: published.version,
      results,
      build: prepared,
      cacheOutcome: published.cacheOutcome,
      size: await published.size,
      previousSize: await previousSize,
      cogVersion: build.cog.version,
      apiUrl: runtime.context.apiUrl,
      phases: stopwatch.phases,
    });
  } catch (error) {
    await reportPartialResults(name, results, runtime.context.apiUrl);
    throw error;
  }
}
