import { upsertComment } from "../../github/comment.ts";
import { endDeployments } from "../../github/deployment.ts";
import { fullName } from "../../lib/model-name.ts";
import type { RemovePreviewPlan } from "../../plan/plan.ts";
import { candidateNames } from "../../preview/name.ts";
import { requireManaged } from "../../preview/ownership.ts";
import { openPullRequest, previewEnvironment } from "../../preview/pull-request.ts";
import { removePreview } from "../../preview/remove.ts";
import { commentMarker, isAboutPreview, renderRemoval } from "../../preview/render.ts";
import { reportRemoval } from "../../preview/report.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { runPreflight } from "../preflight.ts";
import { reportDryRun } from "../report.ts";
import { reportUnusedInputs } from "../unused-inputs.ts";
import { preflightRemoval } from "./preflight.ts";
import { removeFormer } from "./remove-former.ts";

/** Deletes every preview of a closed pull request that carries the ownership marker. */
export async function removePreviews(plan: RemovePreviewPlan, runtime: Runtime): Promise<void> {
  const ready = await runPreflight(plan, preflightRemoval, runtime);
  const { api, preview, models, primary } = ready;
  reportUnusedInputs(plan, {});
  const { production } = preview.origin;
  if (plan.dryRun) {
    if (primary !== undefined) await requireManaged(primary, preview.origin);
    const steps = models.map((model) => `delete ${fullName(model)} and all of its versions`);
    return reportDryRun(preview.primaryName, steps);
  }

  const [pullRequest, ofCurrent] = await Promise.all([
    openPullRequest(plan.preview, preview.origin.number, runtime),
    Promise.all(models.map((model) => removePreview(api, model, runtime.signal))),
  ]);
  const former =
    pullRequest === undefined
      ? []
      : await removeFormer({ preview, pullRequest, options: plan.preview }, api, runtime);
  const removals = [...ofCurrent, ...former];
  await Promise.all([
    reportRemoval(production, removals),
    plan.preview.comment && pullRequest !== undefined
      ? upsertComment(pullRequest, {
          marker: commentMarker(production),
          render: (existing) =>
            removals.length > 0 || existing.some(isAboutPreview)
              ? renderRemoval(production, removals)
              : undefined,
        })
      : undefined,
    plan.preview.deployment && pullRequest !== undefined
      ? endDeployments(
          [...candidateNames(preview.primaryName), ...former.map(({ name }) => name)].map((name) =>
            previewEnvironment(pullRequest, name, runtime.context),
          ),
        )
      : undefined,
  ]);
  if (primary !== undefined) await requireManaged(primary, preview.origin);
}
