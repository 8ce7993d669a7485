import { usesModelHardware } from "../../deployment/preflight.ts";
import { fullName } from "../../lib/model-name.ts";
import { versionUrl } from "../../model/urls.ts";
import type { PromotePlan } from "../../plan/plans.ts";
import { imageOf } from "../../push/publish-version.ts";
import { updateReleaseNotes } from "../../release-notes/update.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { planTestSteps } from "../../testing/render.ts";
import { deploy } from "../deploy.ts";
import { compareVersions, requireCompatible, requirePassed, testVersion } from "../gates.ts";
import { planReleaseSteps } from "../push/dry-run.ts";
import { releaseFacts } from "../release-facts.ts";
import { reportDryRun } from "../report.ts";
import { NO_RESULTS, reportPartialResults } from "../results.ts";
import { reportUnusedInputs } from "../unused-inputs.ts";
import { preflightPromote } from "./preflight.ts";
import { reportPromotion, reportPromotionPreflight } from "./report.ts";

/** Tests an existing version, and moves the deployment to it. Nothing is built. */
export async function promote(plan: PromotePlan, runtime: Runtime): Promise<void> {
  const ready = await preflightPromote(plan, runtime);
  const { api, model, version, current, deployment } = ready;
  const image = `${imageOf(model, runtime)}@sha256:${version.id}`;
  reportPromotionPreflight(ready, image);
  reportUnusedInputs(plan, { hardware: usesModelHardware(deployment) ? undefined : model });
  if (plan.dryRun) {
    const release = planReleaseSteps(plan, ready, version.id);
    return reportDryRun(model, [...planTestSteps(plan.testing), ...release]);
  }

  const { compatibility: mode } = plan.testing;
  const { apiUrl } = runtime.context;
  const impact =
    deployment.kind === "none"
      ? "Nothing was moved."
      : `The deployment ${fullName(deployment.name)} was not moved.`;
  let results = NO_RESULTS;
  try {
    if (current.kind === "other") {
      const { version: before, isRollback } = current;
      const schemas = { before, after: version.schema, isRollback };
      results = { ...results, compatibility: compareVersions(mode, schemas, model) };
      requireCompatible(results.compatibility, mode, model, impact);
    }
    const subject = {
      model,
      version,
      previous: current.kind === "other" ? current.version : undefined,
      exampleInput: model.exampleInput,
      directory: plan.directory,
      isFresh: false,
    };
    const tests = await testVersion(subject, plan.testing, ready.testing, runtime);
    results = { ...results, tests };
    requirePassed(tests, impact);
    if (deployment.kind === "deployment") {
      const { testing, record } = plan;
      const options = { deployment, testing: ready.testing, options: testing, record };
      results = { ...results, deployment: await deploy(subject, options, runtime) };
    }
    if (plan.releaseNotes.kind === "release")
      await updateReleaseNotes(
        plan.releaseNotes,
        {
          name: model,
          page: versionUrl(model.url, version.id),
          image,
          ...releaseFacts(results, version),
        },
        { kind: "api", api },
        runtime,
      );
    await reportPromotion(ready, results, apiUrl);
  } catch (error) {
    await reportPartialResults(model, results, apiUrl);
    throw error;
  }
}
