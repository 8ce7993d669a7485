import pMap from "p-map";
import { describeResponse } from "../http/unexpected-response.ts";
import type { ModelName } from "../lib/model-name.ts";
import { poll } from "../lib/poll.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { deleteModel, deleteVersion, findVersions } from "../replicate/models.ts";

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

/** A request to delete a version, which Replicate carries out later. */
type DeletionRequest =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly reason: string };

/** What one attempt found. `problem` completes "the model: …". */
type Attempt =
  | { readonly kind: "deleted" }
  /** Replicate refuses to delete each version that is left. */
  | { readonly kind: "refused" }
  | { readonly kind: "versions-left" | "model-refused"; readonly problem: string };

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
  const requested = new Map<string, DeletionRequest>();
  const state: { last: Attempt } = { last: { kind: "versions-left", problem: "" } };
  const attemptUntil = (timeout: number, isOver: (attempt: Attempt) => boolean) =>
    poll({ timeout, maxPause: 15, signal }, async () => {
      state.last = await attemptRemoval(api, model, requested);
      return isOver(state.last) ? state.last : undefined;
    });
  await attemptUntil(VERSIONS_TIMEOUT, ({ kind }) => kind !== "versions-left");
  if (state.last.kind === "model-refused")
    await attemptUntil(MODEL_TIMEOUT, ({ kind }) => kind === "deleted" || kind === "refused");
  const { last } = state;
  const refused = [...requested.values()].flatMap((request) =>
    request.kind === "refused" ? [request.reason] : [],
  );
  return {
    name: model,
    deleted: last.kind === "deleted",
    versions: requested.size - refused.length,
    refusals: [...refused, ...("problem" in last ? [`the model: ${last.problem}`] : [])],
  };
}

async function attemptRemoval(
  api: ReplicateApi,
  model: ModelName,
  requested: Map<string, DeletionRequest>,
): Promise<Attempt> {
  const left = (await findVersions(api, model))?.map(({ id }) => id);
  if (left === undefined) return { kind: "deleted" };
  await pMap(
    left.filter((id) => !requested.has(id)),
    async (id) => void requested.set(id, await requestDeletion(api, model, id)),
    { concurrency: CONCURRENCY },
  );
  if (left.length > 0) {
    if (left.every((id) => requested.get(id)?.kind === "refused")) return { kind: "refused" };
    const count = left.length === 1 ? "1 version" : `${left.length} versions`;
    return { kind: "versions-left", problem: `it still has ${count}` };
  }
  const response = await deleteModel(api, model);
  if (response.status === 204 || response.status === 404) return { kind: "deleted" };
  return { kind: "model-refused", problem: describeResponse(response) };
}

async function requestDeletion(
  api: ReplicateApi,
  model: ModelName,
  id: string,
): Promise<DeletionRequest> {
  const response = await deleteVersion(api, model, id);
  return response.status === 202 || response.status === 204 || response.status === 404
    ? { kind: "accepted" }
    : { kind: "refused", reason: `version ${id}: ${describeResponse(response)}` };
}
