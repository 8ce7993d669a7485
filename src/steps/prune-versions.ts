import * as core from "@actions/core";
import { describeReply } from "../http/problem.ts";
import { fullName, type ModelName } from "../model-name.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { deleteVersion } from "../replicate/models.ts";

/**
 * Deletes versions of a preview that newer ones have replaced. The deletion comes true later, and a
 * refusal is no failure: the version goes with the model when the pull request closes.
 * @returns the ids whose deletion was taken on.
 */
export async function pruneVersions(
  api: ReplicateApi,
  model: ModelName,
  ids: readonly string[],
): Promise<readonly string[]> {
  const deletions = ids.map(async (id) => {
    const reply = await deleteVersion(api, model, id);
    if (reply.status === 202 || reply.status === 404) return [id];
    core.warning(
      `The older version ${id} of ${fullName(model)} was not deleted: ${describeReply(reply)}. It goes with the model when the pull request closes.`,
    );
    return [];
  });
  return (await Promise.all(deletions)).flat();
}
