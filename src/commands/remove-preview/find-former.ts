import { githubErrorMessage } from "../../github/client.ts";
import { warning } from "../../lib/log.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import {
  type ClosedPreview,
  type FormerName,
  findFormerNames,
} from "../../preview/former-names.ts";
import { checkOwnership, describeReason, markedProject } from "../../preview/ownership.ts";
import type { ReplicateApi } from "../../replicate/client.ts";
import { findModel } from "../../replicate/models.ts";
import type { Model } from "../../replicate/parse.ts";
import type { Runtime } from "../../runtime/runtime.ts";

/** The previews of one production model that a pull request had under other names. */
interface FormerPreviews {
  readonly production: ModelName;
  /** Those to delete. */
  readonly models: readonly Model[];
  /** Whether no other model has one of the names. */
  readonly isComplete: boolean;
}

/**
 * Finds the previews that this project had in the pull request under other names, with those of projects that are no
 * more. Their marker decides: it names the pull request, and no other project, whose own job deletes its preview. What
 * cannot be looked for is a warning.
 */
export async function findFormerPreviews(
  closed: ClosedPreview,
  api: ReplicateApi,
  { context, signal }: Runtime,
): Promise<readonly FormerPreviews[]> {
  const { number } = closed.preview.origin;
  try {
    const names = await findFormerNames(closed, context);
    const byProduction = Map.groupBy(names, ({ production }) => fullName(production));
    const found = [...byProduction.values()].map((former) => findPreviews(former, closed, api));
    return await Promise.all(found);
  } catch (error) {
    signal.throwIfAborted();
    warning(
      "former-previews-unknown",
      `Could not look for previews that pull request #${number} had under other names: ${githubErrorMessage(error)}. If there are any, the sweep action or you can delete them.`,
    );
    return [];
  }
}

async function findPreviews(
  names: readonly FormerName[],
  { preview, options, isOther }: ClosedPreview,
  api: ReplicateApi,
): Promise<FormerPreviews> {
  const [{ production } = preview.origin] = names;
  const origin = { ...preview.origin, production };
  const found = await Promise.all(names.map(({ name }) => findModel(api, name)));
  const existing = found.filter((model) => model !== undefined);
  const checks = existing.map(async (model) => {
    const project = markedProject(model);
    const isOthers = project !== undefined && (await isOther(project));
    return isOthers ? [] : [{ model, ownership: await checkOwnership(model, origin) }];
  });
  const checked = (await Promise.all(checks)).flat();
  for (const { model, ownership } of checked)
    if (options.comment && ownership.code !== "managed")
      warning(
        "former-preview-stays",
        `${fullName(model)} was a preview, and is not deleted: ${describeReason(ownership)}.`,
      );
  const managed = checked.filter(({ ownership }) => ownership.code === "managed");
  const models = managed.map(({ model }) => model);
  return { production, models, isComplete: models.length === existing.length };
}
