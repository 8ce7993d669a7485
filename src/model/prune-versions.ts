import * as core from "@actions/core";
import pMap from "p-map";
import { describeResponse } from "../http/unexpected-response.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { formatCount } from "../lib/units.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { deleteVersion } from "../replicate/models.ts";

/** Concurrent requests; Replicate's rate limit is 3,000 a minute. */
const CONCURRENCY = 16;

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
  const request = async (id: string) => ({ id, response: await deleteVersion(api, model, id) });
  const results = await pMap(ids, request, { concurrency: CONCURRENCY });
  const refused = results.filter(({ response }) => ![202, 404].includes(response.status));
  const [first] = refused;
  if (first === undefined) return;
  const count = formatCount(refused.length, "older version");
  core.warning(
    `Could not delete ${count} of ${fullName(model)} (${refused.map(({ id }) => id).join(", ")}): ${describeResponse(first.response)}. ${impact}`,
  );
}
