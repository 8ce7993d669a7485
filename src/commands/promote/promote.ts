import { usesModelHardware } from "../../deployment/preflight.ts";
import { fullName } from "../../lib/model-name.ts";
import type { PromotePlan } from "../../plan/plan.ts";
import { imageOf } from "../../push/publish-version.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { planTestSteps } from "../../testing/render.ts";
import { Gates } from "../gates.ts";
import { runPreflight } from "../preflight.ts";
import { planReleaseSteps } from "../push/dry-run.ts";
import { updateNotes } from "../release-notes.ts";
import { reportDryRun } from "../report.ts";
import { reportUnusedInputs } from "../unused-inputs.ts";
import { preflightPromote } from "./preflight.ts";
import { reportPromotion, reportPromotionPreflight } from "./report.ts";

/** Tests an existing version, and moves the deployment to it. Nothing is built. */
export async function promote(plan: PromotePlan, runtime: Runtime): Promise<void> {
  const ready = await runPreflight(plan, preflightPromote, runtime);
  const { api, model, version, current, deployment, testing } = ready;
  const image = imageOf(model, runtime);
  reportPromotionPreflight(ready, image);
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
    const subject = {
      model,
      version,
      previous,
      exampleInput: model.exampleInput,
      directory: plan.directory,
      isFresh: false,
    };
    await gates.test(subject, impact);
    if (deployment.kind === "deployment") await gates.deploy(subject, deployment, plan.record);
    const target = { name: model, url: model.url };
    const released = { model: target, version, image, results: gates.results };
    await updateNotes(plan.releaseNotes, released, { kind: "api", api }, runtime);
    await reportPromotion(ready, gates.results, runtime.context.apiUrl);
  });
}
