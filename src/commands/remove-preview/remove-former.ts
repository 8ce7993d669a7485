import * as core from "@actions/core";
import { githubErrorMessage } from "../../github/client.ts";
import { upsertComment } from "../../github/comment.ts";
import { fullName } from "../../lib/model-name.ts";
import {
  type ClosedPreview,
  type FormerName,
  findFormerNames,
} from "../../preview/former-names.ts";
import { isOfOtherProject, notManagedReason } from "../../preview/ownership.ts";
import { type Removal, removePreview } from "../../preview/remove.ts";
import { commentMarker, renderRemoval } from "../../preview/render.ts";
import type { ReplicateApi } from "../../replicate/client.ts";
import { findModel } from "../../replicate/models.ts";
import type { Runtime } from "../../runtime/runtime.ts";

/**
 * Deletes the previews that this project had in the pull request under other names. Their marker decides: it names the
 * pull request, and no other project, whose own job deletes its preview. What cannot be looked for is a warning.
 */
export async function removeFormer(
  closed: ClosedPreview,
  api: ReplicateApi,
  { context, signal }: Runtime,
): Promise<readonly Removal[]> {
  const { number } = closed.preview.origin;
  try {
    const names = await findFormerNames(closed, context);
    const byProduction = Map.groupBy(names, ({ production }) => fullName(production));
    const removals = [...byProduction.values()].map((former) =>
      removeOf(former, closed, api, signal),
    );
    return (await Promise.all(removals)).flat();
  } catch (error) {
    signal.throwIfAborted();
    core.warning(
      `Could not look for previews that pull request #${number} had under other names: ${githubErrorMessage(error)}. If there are any, the sweep action or you can delete them.`,
    );
    return [];
  }
}

/** Deletes the previews of one production model, and updates their comment. */
async function removeOf(
  names: readonly FormerName[],
  { preview, pullRequest, options }: ClosedPreview,
  api: ReplicateApi,
  signal: AbortSignal,
): Promise<Removal[]> {
  const [{ production } = preview.origin] = names;
  const origin = { ...preview.origin, production };
  const found = await Promise.all(names.map(({ name }) => findModel(api, name)));
  const models = found.filter((model) => model !== undefined);
  const checks = models
    .filter((model) => !isOfOtherProject(model, origin))
    .map(async (model) => ({ model, reason: await notManagedReason(model, origin) }));
  const checked = await Promise.all(checks);
  for (const { model, reason } of checked)
    if (options.comment && reason !== undefined)
      core.warning(`${fullName(model)} was a preview, and is not deleted: ${reason}.`);
  const own = checked.filter(({ reason }) => reason === undefined).map(({ model }) => model);
  const removals = await Promise.all(own.map((model) => removePreview(api, model, signal)));
  const isCurrent = fullName(production) === fullName(preview.origin.production);
  if (options.comment && !isCurrent && own.length === models.length)
    await upsertComment(pullRequest, {
      marker: commentMarker(production),
      render: () => renderRemoval(production, removals),
    });
  return removals;
}
