import { describeResponse, unexpectedResponse } from "../http/unexpected-response.ts";
import { debug } from "../lib/log.ts";
import { mapConcurrent } from "../lib/map-concurrent.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { sleep } from "../lib/sleep.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { deleteModel, deleteVersion, listVersions } from "../replicate/models.ts";

/** What became of one preview model. */
export interface Removal {
  readonly name: ModelName;
  readonly deleted: boolean;
  /** Versions whose deletion was taken on. */
  readonly versions: number;
  /** What Replicate would not delete, and what it said. */
  readonly refusals: readonly string[];
}

/** Requests at the same time; Replicate takes 3,000 a minute. */
const CONCURRENCY = 16;
/** Replicate's schema: deleting a version "might take a few minutes". Seconds. */
const VERSIONS_PATIENCE = 900;
/** How long a model may be refused after its last version is gone from the list. Seconds. */
const MODEL_PATIENCE = 120;

/**
 * Deletes a preview: its versions, and when those are gone the model. Versions that a push still adds
 * meanwhile are deleted too. What is gone already is as good as deleted, so that this can run twice.
 * @param model one that carries our mark: nothing else may come here.
 * @throws {ActionError} when the versions can't be listed.
 */
export async function removePreview(
  api: ReplicateApi,
  model: ModelName,
  signal: AbortSignal,
): Promise<Removal> {
  const answers = new Map<string, string | undefined>();
  const result = (deleted: boolean, ...more: string[]): Removal => {
    const refused = [...answers.values()].filter((word) => word !== undefined);
    const refusals = [...refused, ...more];
    return { name: model, deleted, versions: answers.size - refused.length, refusals };
  };
  let deadline = Date.now() + VERSIONS_PATIENCE * 1000;
  let isEmpty = false;
  for (let seconds = 0.25; ; seconds = Math.min(seconds * 1.5, 15)) {
    const left = await versionIds(api, model);
    if (left === undefined) return result(true);
    await mapConcurrent(
      left.filter((id) => !answers.has(id)),
      CONCURRENCY,
      async (id) => void answers.set(id, await requestDeletion(api, model, id)),
    );
    let obstacle = `${left.length} versions are still there`;
    if (left.length === 0) {
      const reply = await deleteModel(api, model);
      if (reply.status === 204 || reply.status === 404) return result(true);
      obstacle = describeResponse(reply);
      if (!isEmpty) deadline = Date.now() + MODEL_PATIENCE * 1000;
      isEmpty = true;
    } else if (left.every((id) => answers.get(id) !== undefined)) return result(false);
    if (Date.now() >= deadline) return result(false, `the model: ${obstacle}`);
    debug(`${fullName(model)}: ${obstacle}`);
    await sleep(seconds, signal);
  }
}

/** @returns what Replicate said when it refused; undefined when the version is going or gone. */
async function requestDeletion(
  api: ReplicateApi,
  model: ModelName,
  id: string,
): Promise<string | undefined> {
  const reply = await deleteVersion(api, model, id);
  return reply.status === 202 || reply.status === 204 || reply.status === 404
    ? undefined
    : `version ${id}: ${describeResponse(reply)}`;
}

/** The ids of all versions; undefined when the model itself is gone. */
async function versionIds(api: ReplicateApi, model: ModelName): Promise<string[] | undefined> {
  const versions = await listVersions(api, model);
  if (!("status" in versions)) return versions.map(({ id }) => id);
  if (versions.status === 404) return undefined;
  throw unexpectedResponse(`Listing the versions of ${fullName(model)}`, versions);
}
