import * as core from "@actions/core";
import { describeResponse } from "../http/unexpected-response.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { formatCount } from "../lib/units.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { deleteVersion } from "../replicate/models.ts";

/**
 * Requests the deletion of versions that newer ones have replaced. Refusals are one warning.
 * @param impact ends the warning: what happens to versions that are not deleted.
 * @returns the ids whose deletion Replicate has accepted.
 */
export async function pruneVersions(
  api: ReplicateApi,
  model: ModelName,
  ids: readonly string[],
  impact: string,
): Promise<readonly string[]> {
  const requests = ids.map(async (id) => ({ id, response: await deleteVersion(api, model, id) }));
  const results = await Promise.all(requests);
  const isAccepted = ({ response: { status } }: (typeof results)[number]): boolean =>
    status === 202 || status === 404;
  const refused = results.filter((result) => !isAccepted(result));
  const [first] = refused;
  if (first !== undefined) {
    const count = formatCount(refused.length, "older version");
    core.warning(
      `Could not delete ${count} of ${fullName(model)} (${refused.map(({ id }) => id).join(", ")}): ${describeResponse(first.response)}. ${impact}`,
    );
  }
  return results.filter(isAccepted).map(({ id }) => id);
}
