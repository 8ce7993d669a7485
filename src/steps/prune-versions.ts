import * as core from "@actions/core";
import { describeReply } from "../http/problem.ts";
import { fullName, type ModelName } from "../model-name.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { deleteVersion } from "../replicate/models.ts";

/**
 * Deletes versions that newer ones have replaced. The deletion comes true later, and a refusal is no failure.
 * @param otherwise what becomes of a version that can't be deleted, for the warning.
 * @returns the ids whose deletion was taken on.
 */
export async function pruneVersions(
  api: ReplicateApi,
  model: ModelName,
  ids: readonly string[],
  otherwise: string,
): Promise<readonly string[]> {
  const deletions = ids.map(async (id) => {
    const reply = await deleteVersion(api, model, id);
    if (reply.status === 202 || reply.status === 404) return [id];
    core.warning(
      `The older version ${id} of ${fullName(model)} was not deleted: ${describeReply(reply)}. ${otherwise}`,
    );
    return [];
  });
  return (await Promise.all(deletions)).flat();
}
