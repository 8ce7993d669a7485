import { type ActionError, runChecks } from "../../lib/errors.ts";
import { fullName } from "../../lib/model-name.ts";
import { refusedReading } from "../../model/preflight.ts";
import { apiTokenRequired, connect, requireModel } from "../../model/target.ts";
import type { RemovePreviewPlan } from "../../plan/plan.ts";
import { candidateNames, type Preview, resolvePreview } from "../../preview/name.ts";
import { notManagedError, notManagedReason } from "../../preview/ownership.ts";
import type { ReplicateApi } from "../../replicate/client.ts";
import { getModel } from "../../replicate/models.ts";
import type { Model } from "../../replicate/parse.ts";
import type { Runtime } from "../../runtime/runtime.ts";

export interface RemovalPreflight {
  readonly api: ReplicateApi;
  readonly preview: Preview;
  /** The models that carry our mark. */
  readonly models: readonly Model[];
  /** The error for a model that has the preview's name and does not carry our mark. */
  readonly stranger: ActionError | undefined;
}

/**
 * Finds what is to be deleted, by all names that the preview can have had.
 * @throws {ActionError} when the API can't be asked.
 */
export async function preflightRemoval(
  { target, preview: settings }: RemovePreviewPlan,
  runtime: Runtime,
): Promise<RemovalPreflight> {
  const { credentials } = target;
  const connection = connect(credentials, runtime);
  if (connection === undefined) throw apiTokenRequired(credentials, "Deleting a preview");
  const { api, account } = connection;
  const found = requireModel(target).then(async (production) => {
    const preview = resolvePreview(production, settings, runtime.context);
    const names = candidateNames(preview.first);
    const answers = await Promise.all(names.map((name) => getModel(api, name)));
    for (const answer of answers)
      if ("status" in answer && answer.status !== 404)
        throw refusedReading(preview.first, answer, credentials);
    return { preview, models: answers.flatMap((answer) => ("status" in answer ? [] : [answer])) };
  });
  await runChecks([account, found]);
  const { preview, models } = await found;
  const { origin } = preview;
  const first = models.find((model) => fullName(model) === fullName(preview.first));
  const reason = first && notManagedReason(first, origin);
  return {
    api,
    preview,
    models: models.filter((model) => notManagedReason(model, origin) === undefined),
    stranger: reason === undefined ? undefined : notManagedError(preview.first, origin, reason),
  };
}
