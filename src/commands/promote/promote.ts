import { usesModelHardware } from "../../deployment/preflight.ts";
import { info, notice, warning } from "../../lib/log.ts";
import { fullName } from "../../lib/model-name.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import type { PromotePlan } from "../../plan/plan.ts";
import { imageOf } from "../../push/publish-version.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { planTestSteps } from "../../testing/render.ts";
import { planReleaseSteps, reportDryRun } from "../dry-run.ts";
import { Gates } from "../gates.ts";
import { runPreflight } from "../preflight.ts";
import { updateNotes } from "../release-notes.ts";
import { reportAccess, versionOutputs } from "../report.ts";
import { type Results, renderResults } from "../results.ts";
import { renderVersion } from "../summary.ts";
import { reportUnusedInputs } from "../unused-inputs.ts";
import { type PromotePreflight, preflightPromote } from "./preflight.ts";

/** Tests an existing version, and moves the deployment to it. Nothing is built. */
export async function promote(plan: PromotePlan, runtime: Runtime): Promise<void> {
  const ready = await runPreflight(plan, preflightPromote, runtime);
  const { api, model, version, current, deployment, testing } = ready;
  const image = imageOf(model, runtime);
  setOutputs({
    model: fullName(model),
    "model-url": model.url,
    ...versionOutputs(model, version, image),
    "previous-version": current.kind === "other" ? current.version.id : undefined,
  });
  reportAccess(ready.account, model, { kind: "exists", model });
  info(`${fullName(model)} has version ${version.id}`);
  if (current.kind === "other" && current.isRollback)
    notice("rollback", `This is a rollback: ${version.id} is older than ${current.version.id}.`);
  reportUnusedInputs(plan, { hardware: usesModelHardware(deployment) ? undefined : model });
  if (plan.dryRun)
    return reportDryRun(model, [
      ...planTestSteps(plan.testing),
      ...planReleaseSteps(plan, ready, version.id),
    ]);

  const impact =
    deployment.kind === "none"
      ? "Nothing was moved."
      : `The deployment ${fullName(deployment.name)} was not moved.`;
  const gates = new Gates({ name: model, options: plan.testing, testing }, runtime);
  await gates.run(async () => {
    const previous = current.kind === "other" ? current.version : undefined;
    if (current.kind === "other") {
      const { version: before, isRollback } = current;
      await gates.compare({ before, after: version.schema, isRollback }, impact);
    }
    const { exampleInput } = model;
    const underTest = { model, version, previous, exampleInput, isFresh: false };
    await gates.test(underTest, impact);
    if (deployment.kind === "deployment") await gates.deploy(underTest, deployment, plan.record);
    const target = { name: model, url: model.url };
    const released = { model: target, version, image, results: gates.results };
    await updateNotes(plan.releaseNotes, released, { kind: "api", api }, runtime);
    await reportPromotion(ready, gates.results, runtime.context.apiUrl);
  });
}

async function reportPromotion(
  { model, version, current }: PromotePreflight,
  results: Results,
  apiUrl: string,
): Promise<void> {
  const isMoved = results.deployment.kind === "moved";
  setOutputs({ status: isMoved ? "promoted" : "unchanged" });
  if (!isMoved)
    warning(
      "nothing-moved",
      "Nothing was moved: no deployment is set for this run. Set deployment (on a pre-release: prerelease-deployment) to the name of the deployment to move.",
    );
  const isRollback = current.kind === "other" && current.isRollback;
  const moved = isRollback ? "Rolled back to this version." : "Promoted this version.";
  const target = { name: model, url: model.url };
  await writeSummary(
    [
      ...renderVersion(target, version, isMoved ? moved : "No deployment was moved.", apiUrl),
      ...renderResults(results, apiUrl),
    ].join("\n\n"),
  );
}
