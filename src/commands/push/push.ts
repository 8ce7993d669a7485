import { info } from "../../lib/log.ts";
import { fullName } from "../../lib/model-name.ts";
import { ensureModel, type TargetModel } from "../../model/ensure-model.ts";
import { latestVersion } from "../../model/preflight.ts";
import type { PushPlan } from "../../plan/plan.ts";
import { readImageSize } from "../../push/image-size.ts";
import { modelUrl } from "../../replicate/urls.ts";
import { describeReason } from "../../reuse/reasons.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { Gates } from "../gates.ts";
import { runPreflight } from "../preflight.ts";
import { newestImage } from "../prepare-build.ts";
import { updateNotes } from "../release-notes.ts";
import { reportModel } from "../report.ts";
import { buildVersion, exampleOf, type PushContext } from "./build-version.ts";
import { dryRunPush } from "./dry-run.ts";
import { preflightPush } from "./preflight.ts";
import { reportPreflight, reportPush } from "./report.ts";
import { findReusable, reuseVersion } from "./reuse.ts";
import { StaleCommitGuard } from "./stale-commit.ts";

/** Pushes a new version of a project to a model, tests it, and moves the deployment to it. */
export async function push(plan: PushPlan, runtime: Runtime): Promise<void> {
  const ready = await runPreflight(plan, preflightPush, runtime);
  const { name, access, registry, deployment, testing } = ready;
  const { project } = plan.push;
  reportPreflight(plan, ready);
  if (plan.dryRun) return dryRunPush(plan, ready, runtime);

  const { session, digest } = newestImage(name, latestVersion(access), registry.session);
  const previousSize = readImageSize(session, digest);
  const guard = new StaleCommitGuard(plan, ready, runtime);
  const reuse = await findReusable(plan, ready);
  if (reuse.kind !== "reuse") await guard.checkNewest("Nothing was built.");
  const model: TargetModel =
    access.kind === "api"
      ? await runtime.stopwatch.time("model", () =>
          ensureModel(access, name, plan.target, project.directory),
        )
      : { kind: "registry-only", name, url: modelUrl(name) };
  reportModel(model);

  const gates = new Gates({ name, options: plan.testing, testing, project, stale: guard }, runtime);
  const context: PushContext = { plan, ready, model, previousSize, gates, guard, runtime };
  await gates.run(async () => {
    const prefix = plan.reuse.skipUnchanged ? "skip-unchanged: building" : "Building";
    if (reuse.kind === "build")
      info(`${prefix}, because ${describeReason(reuse.reason)}.`, reuse.reason);
    const published =
      reuse.kind === "reuse" ? await reuseVersion(context, reuse) : await buildVersion(context);
    await guard.report();
    const { version, previous, isFresh, image, origin } = published;

    const unmoved = deployment.kind === "none" ? "" : " The deployment was not moved.";
    const impact =
      origin.kind === "built" || origin.isNewest
        ? `The version is the latest of ${fullName(name)}, which is what callers get by default.${unmoved} To test versions before they are released, set test-model.`
        : `Nothing was pushed.${unmoved}`;
    if (gates.results.compatibility.kind === "not-compared" && access.kind === "api")
      await gates.compare({ before: previous, after: version.schema }, impact);
    const underTest = { model: name, version, previous, exampleInput: exampleOf(model), isFresh };
    if (gates.results.tests.kind === "not-tested")
      await gates.test(underTest, impact, published.size);

    if (deployment.kind === "deployment") {
      const own = { id: version.id, isPushed: origin.kind === "built" };
      await guard.move(deployment, own, () => gates.deploy(underTest, deployment, plan.record));
    }
    const released = { model, version, image, results: gates.results };
    await updateNotes(plan.releaseNotes, released, access, runtime);
    await reportPush(context, published);
  });
}
