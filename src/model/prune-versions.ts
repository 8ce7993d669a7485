import * as core from "@actions/core";
import { describeResponse } from "../http/unexpected-response.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { deleteVersion } from "../replicate/models.ts";

/**
 * Deletes versions that newer ones have replaced. The deletion comes true later; refusals are one warning.
 * @param otherwise what becomes of a version that can't be deleted, for the warning.
 * @returns the ids whose deletion was taken on.
 */
export async function pruneVersions(
  api: ReplicateApi,
  model: ModelName,
  ids: readonly string[],
  otherwise: string,
): Promise<readonly string[]> {
  const deletions = ids.map(async (id) => ({ id, reply: await deleteVersion(api, model, id) }));
  const answers = await Promise.all(deletions);
  const isGoing = ({ reply: { status } }: (typeof answers)[number]): boolean =>
    status === 202 || status === 404;
  const refused = answers.filter((answer) => !isGoing(answer));
  const [first] = refused;
  if (first !== undefined) {
    const which = refused.length === 1 ? "The older version" : `${refused.length} older versions`;
    const verb = refused.length === 1 ? "was" : "were";
    core.warning(
      `${which} of ${fullName(model)} ${verb} not deleted (${refused.map(({ id }) => id).join(", ")}): ${describeResponse(first.reply)}. ${otherwise}`,
    );
  }
  return answers.filter(isGoing).map(({ id }) => id);
}
