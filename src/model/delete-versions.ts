import pMap from "p-map";
import { describeResponse } from "../http/unexpected-response.ts";
import { warning } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { formatCount } from "../lib/units.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { deleteVersion } from "../replicate/models.ts";

/** A version that Replicate does not delete. */
interface Refusal {
  readonly id: string;
  readonly reason: string;
}

/** Concurrent requests; Replicate's rate limit is 3,000 a minute. */
const CONCURRENCY = 16;

/**
 * Requests the deletion of versions, which takes Replicate minutes (models.versions.delete of its schema).
 * @returns those that it refuses. A version that is gone is not refused, so that two runs can do this at once.
 */
export async function requestDeletions(
  api: ReplicateApi,
  model: ModelName,
  ids: readonly string[],
): Promise<Refusal[]> {
  const request = async (id: string): Promise<Refusal[]> => {
    const response = await deleteVersion(api, model, id);
    const isAccepted = [202, 204, 404].includes(response.status);
    return isAccepted ? [] : [{ id, reason: describeResponse(response) }];
  };
  return (await pMap(ids, request, { concurrency: CONCURRENCY })).flat();
}

/**
 * Requests the deletion of versions that newer ones have replaced. Refusals are one warning.
 * @param impact ends the warning: what happens to versions that are not deleted.
 */
export async function pruneVersions(
  api: ReplicateApi,
  model: ModelName,
  ids: readonly string[],
  impact: string,
): Promise<void> {
  const refusals = await requestDeletions(api, model, ids);
  const [first] = refusals;
  if (first === undefined) return;
  const count = formatCount(refusals.length, "older version");
  warning(
    "versions-not-deleted",
    `Could not delete ${count} of ${fullName(model)} (${refusals.map(({ id }) => id).join(", ")}): ${first.reason}. ${impact}`,
  );
}
