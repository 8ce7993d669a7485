import { upsertComment } from "../../github/comment.ts";
import { endDeployments } from "../../github/deployment.ts";
import { type PullRequestTarget, readState } from "../../github/pull-request.ts";
import { runChecks } from "../../lib/errors.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import type { RemovePreviewPlan } from "../../plan/plan.ts";
import { candidateNames } from "../../preview/name.ts";
import { otherProjects } from "../../preview/other-projects.ts";
import { requireManaged } from "../../preview/ownership.ts";
import { openPullRequest, previewEnvironment } from "../../preview/pull-request.ts";
import { type Removal, removePreview } from "../../preview/remove.ts";
import { commentMarker, isAboutPreview, renderRemoval } from "../../preview/render.ts";
import { reportRemoval } from "../../preview/report.ts";
import type { Model } from "../../replicate/parse.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { reportDryRun } from "../dry-run.ts";
import { runPreflight } from "../preflight.ts";
import { reportSkip } from "../report.ts";
import { reportUnusedInputs } from "../unused-inputs.ts";
import { findFormerPreviews } from "./find-former.ts";
import { preflightRemovePreview } from "./preflight.ts";

/** Deletes every preview of a closed pull request that carries the ownership marker. */
export async function removePreviews(plan: RemovePreviewPlan, runtime: Runtime): Promise<void> {
  const { preview: options, dryRun } = plan;
  const { context } = runtime;
  const ready = await runPreflight(plan, preflightRemovePreview, runtime);
  const { api, preview, models, primary } = ready;
  const { production, number } = preview.origin;
  reportUnusedInputs(plan, {});
  const pullRequest = await openPullRequest(options, number, runtime);
  const mayBeOpen = pullRequest !== undefined && context.isRerun;
  if (mayBeOpen && (await readState(pullRequest)) === "open")
    return reportSkip({ code: "pull-request-reopened", number: String(number) });
  const isOther = otherProjects(preview.origin.project, runtime);
  const former =
    pullRequest === undefined
      ? []
      : await findFormerPreviews({ preview, pullRequest, options, isOther }, api, runtime);
  if (dryRun) {
    if (primary !== undefined) await requireManaged(primary, preview.origin);
    const all = [...models, ...former.flatMap((of) => of.models)];
    const steps = all.map((of) => ({ code: "delete-preview", model: fullName(of) }) as const);
    return reportDryRun(preview.primaryName, steps);
  }

  const remove = (model: Model) => removePreview(api, model, runtime.signal);
  // One that fails does not interrupt the others.
  const removed = await runChecks(
    [{ production, models, isComplete: true }, ...former].map(async (of) => ({
      ...of,
      removals: await runChecks(of.models.map(remove)),
    })),
  );
  const removals = removed.flatMap((of) => of.removals);
  await reportRemoval(production, removals);
  const [, ...ofFormer] = removed;
  const ofOthers = ofFormer.filter(
    (of) => of.isComplete && fullName(of.production) !== fullName(production),
  );
  if (options.comment && pullRequest !== undefined)
    for (const of of [{ production, removals }, ...ofOthers]) await commentRemoval(pullRequest, of);
  if (options.deployment && pullRequest !== undefined) {
    const formerNames = ofFormer.flatMap((of) => of.removals.map(({ name }) => name));
    const names = [...candidateNames(preview.primaryName), ...formerNames];
    await endDeployments(names.map((name) => previewEnvironment(pullRequest, name, context)));
  }
  if (primary !== undefined) await requireManaged(primary, preview.origin);
}

/** Updates the comment about one production model, if there is a preview to write about. */
function commentRemoval(
  pullRequest: PullRequestTarget,
  { production, removals }: { readonly production: ModelName; readonly removals: Removal[] },
): Promise<void> {
  return upsertComment(pullRequest, {
    marker: commentMarker(production),
    render: (existing) =>
      removals.length > 0 || existing.some(isAboutPreview)
        ? renderRemoval(production, removals)
        : undefined,
  });
}
