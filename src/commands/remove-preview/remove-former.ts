import * as core from "@actions/core";
import type { PullRequestClient } from "../../github/pull-request.ts";
import { errorMessage } from "../../lib/errors.ts";
import { info } from "../../lib/log.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import { candidateNames, type Preview, previewName } from "../../preview/name.ts";
import type { PreviewOptions } from "../../preview/options.ts";
import { notManagedReason } from "../../preview/ownership.ts";
import { removePreview } from "../../preview/remove.ts";
import {
  COMMENT_START,
  commentedModel,
  commentMarker,
  renderRemoval,
} from "../../preview/render.ts";
import type { ReplicateApi } from "../../replicate/client.ts";
import { findModel } from "../../replicate/models.ts";
import type { Runtime } from "../../runtime/runtime.ts";

/** A pull request that is closed, and the preview that its last commit names. */
interface ClosedPreview {
  readonly api: ReplicateApi;
  readonly preview: Preview;
  readonly pullRequest: PullRequestClient;
  readonly options: PreviewOptions;
}

/**
 * Deletes the previews that the pull request had of other models, before it changed `image` in cog.yaml or the workflow
 * changed `model`. They are found by our own comments. A preview that cannot be found is a warning.
 */
export async function removeFormer(closed: ClosedPreview, { signal }: Runtime): Promise<void> {
  const { pullRequest, preview } = closed;
  const comments = await pullRequest.ownComments(COMMENT_START);
  const productions = comments
    .map(commentedModel)
    .filter((name) => name !== undefined)
    .filter((name) => fullName(name) !== fullName(preview.origin.production));
  const removals = productions.map(async (production) => {
    try {
      await removeOf(production, closed, signal);
    } catch (error) {
      signal.throwIfAborted();
      core.warning(
        `Could not delete the preview of ${fullName(production)}: ${errorMessage(error)}`,
      );
    }
  });
  await Promise.all(removals);
}

async function removeOf(
  production: ModelName,
  { api, preview, pullRequest, options }: ClosedPreview,
  signal: AbortSignal,
): Promise<void> {
  const origin = { ...preview.origin, production };
  const { number } = origin;
  const branch = options.pullRequest?.branch;
  const names = candidateNames(previewName(options.template, { ...production, number, branch }));
  const models = await Promise.all(names.map((name) => findModel(api, name)));
  const own = models
    .filter((model) => model !== undefined)
    .filter((model) => notManagedReason(model, origin) === undefined);
  if (own.length === 0)
    return core.warning(
      `The comment about the preview of ${fullName(production)} is still on pull request #${number}, but no preview of it was found as ${fullName(names[0] ?? production)}. If one exists under another name, delete it yourself.`,
    );
  const removals = await Promise.all(own.map((model) => removePreview(api, model, signal)));
  for (const { name, deleted, refusals } of removals)
    if (deleted) info(`Deleted ${fullName(name)}, an earlier preview of this pull request.`);
    else core.warning(`Could not delete ${fullName(name)}: ${refusals.join("; ")}.`);
  await pullRequest.comment({
    marker: commentMarker(production),
    text: renderRemoval(production, removals),
  });
}
