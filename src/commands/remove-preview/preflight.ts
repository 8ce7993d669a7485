import { runChecks } from "../../lib/errors.ts";
import { fullName } from "../../lib/model-name.ts";
import { connect, requireApi } from "../../model/connection.ts";
import { requireModel } from "../../model/preflight.ts";
import type { RemovePreviewPlan } from "../../plan/plan.ts";
import { candidateNames, resolvePreview } from "../../preview/name.ts";
import { originRepository } from "../../preview/origin-repository.ts";
import { filterManaged } from "../../preview/ownership.ts";
import { findModel } from "../../replicate/models.ts";
import type { Runtime } from "../../runtime/runtime.ts";

/**
 * Finds what is to be deleted, by all names that the preview can have had.
 * @throws {ActionError} when the API can't be asked.
 */
export async function preflightRemovePreview(
  { target, preview: options }: RemovePreviewPlan,
  runtime: Runtime,
) {
  const connection = requireApi(connect(target.credentials, runtime), "Deleting a preview");
  const findAll = async () => {
    const repository = originRepository(runtime, options.githubToken);
    const preview = resolvePreview(await requireModel(target), options, repository);
    const names = candidateNames(preview.primaryName);
    const found = await Promise.all(names.map((name) => findModel(connection.api, name)));
    return { preview, models: found.filter((model) => model !== undefined) };
  };
  const { all } = await runChecks({ account: connection.account, all: findAll() });
  const { preview, models } = all;
  return {
    api: connection.api,
    preview,
    /** The models that carry the ownership marker. */
    models: await filterManaged(models, preview.origin),
    /** The model with the preview's name, which may have no ownership marker. */
    primary: models.find((model) => fullName(model) === fullName(preview.primaryName)),
  };
}
