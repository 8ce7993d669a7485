import pMap from "p-map";
import { describeResponse, unexpectedResponse } from "../http/unexpected-response.ts";
import { debug } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { sleep } from "../lib/sleep.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { deleteModel, deleteVersion, listVersions } from "../replicate/models.ts";

/** The result of deleting one preview model. */
export interface Removal {
  readonly name: ModelName;
  readonly deleted: boolean;
  /** Versions whose deletion Replicate has accepted. */
  readonly versions: number;
  /** What Replicate did not delete, and why. */
  readonly refusals: readonly string[];
}

/** Concurrent requests; Replicate's rate limit is 3,000 a minute. */
const CONCURRENCY = 16;
/** Replicate's schema: deleting a version "might take a few minutes". Seconds. */
const VERSIONS_TIMEOUT = 900;
/** Seconds in which Replicate may refuse to delete a model although it lists no version any more. */
const MODEL_TIMEOUT = 120;

/**
 * Deletes a preview: its versions, also those that a push adds meanwhile, and then the model. Whatever is gone
 * counts as deleted, so that two runs can do this at once.
 * @param model a model with our ownership marker, and no other.
 * @throws {ActionError} when the versions can't be listed.
 */
export async function removePreview(
  api: ReplicateApi,
  model: ModelName,
  signal: AbortSignal,
): Promise<Removal> {
  /** Refusals by version; undefined for an accepted deletion. */
  const requested = new Map<string, string | undefined>();
  const result = (deleted: boolean, ...more: string[]): Removal => {
    const refused = [...requested.values()].filter((reason) => reason !== undefined);
    const refusals = [...refused, ...more];
    return { name: model, deleted, versions: requested.size - refused.length, refusals };
  };
  let deadline = Date.now() + VERSIONS_TIMEOUT * 1000;
  let isEmpty = false;
  for (let seconds = 0.25; ; seconds = Math.min(seconds * 1.5, 15)) {
    const left = await versionIds(api, model);
    if (left === undefined) return result(true);
    await pMap(
      left.filter((id) => !requested.has(id)),
      async (id) => void requested.set(id, await requestDeletion(api, model, id)),
      { concurrency: CONCURRENCY },
    );
    let problem = `it still has ${left.length === 1 ? "1 version" : `${left.length} versions`}`;
    if (left.length === 0) {
      const response = await deleteModel(api, model);
      if (response.status === 204 || response.status === 404) return result(true);
      problem = describeResponse(response);
      if (!isEmpty) deadline = Date.now() + MODEL_TIMEOUT * 1000;
      isEmpty = true;
    } else if (left.every((id) => requested.get(id) !== undefined)) return result(false);
    if (Date.now() >= deadline) return result(false, `the model: ${problem}`);
    debug(`${fullName(model)}: ${problem}`);
    await sleep(seconds, signal);
  }
}

/** @returns why Replicate refuses; undefined when the version is deleted, or will be. */
async function requestDeletion(
  api: ReplicateApi,
  model: ModelName,
  id: string,
): Promise<string | undefined> {
  const response = await deleteVersion(api, model, id);
  return response.status === 202 || response.status === 204 || response.status === 404
    ? undefined
    : `version ${id}: ${describeResponse(response)}`;
}

/** @returns the ids of all versions; undefined when the model itself is deleted. */
async function versionIds(api: ReplicateApi, model: ModelName): Promise<string[] | undefined> {
  const versions = await listVersions(api, model);
  if (versions.ok) return versions.value.map(({ id }) => id);
  const { response } = versions;
  if (response.status === 404) return undefined;
  throw unexpectedResponse(`Listing the versions of ${fullName(model)}`, response);
}
