import { describeResponse } from "../http/unexpected-response.ts";
import type { ModelName } from "../lib/model-name.ts";
import { poll } from "../lib/poll.ts";
import { formatCount } from "../lib/units.ts";
import { requestDeletions } from "../model/delete-versions.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { deleteModel, findVersions } from "../replicate/models.ts";

/** The result of deleting one preview model. */
export interface Removal {
  readonly name: ModelName;
  readonly deleted: boolean;
  /** Versions whose deletion Replicate has accepted. */
  readonly versions: number;
  /** What Replicate did not delete, and why. */
  readonly refusals: readonly string[];
}

/** Replicate's schema: deleting a version "might take a few minutes". Seconds. */
const VERSIONS_TIMEOUT = 900;
/** Seconds in which Replicate may refuse to delete a model although it lists no version any more. */
const MODEL_TIMEOUT = 120;

/** The versions that Replicate was asked to delete, and why it refused some of them. */
interface Requests {
  readonly sent: ReadonlySet<string>;
  readonly refusals: ReadonlyMap<string, string>;
}

/** What one attempt found, with the requests of all attempts so far. */
interface Attempt extends Requests {
  /** `refused`: Replicate refuses to delete each version that is left. */
  readonly kind: "deleted" | "refused" | "versions-left" | "model-refused";
  /** Why another attempt may succeed. */
  readonly open: readonly string[];
}

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
  let requests: Requests = { sent: new Set(), refusals: new Map() };
  const attempt = async () => {
    const result = await attemptRemoval(api, model, requests);
    requests = result;
    return result;
  };
  const attemptUntil = async (timeout: number, isOver: (attempt: Attempt) => boolean) => {
    const ended = await poll({ timeout, maxPause: 15, signal }, async () => {
      const result = await attempt();
      return isOver(result) ? result : undefined;
    });
    return ended ?? attempt();
  };
  let last = await attemptUntil(VERSIONS_TIMEOUT, ({ kind }) => kind !== "versions-left");
  if (last.kind === "model-refused")
    last = await attemptUntil(MODEL_TIMEOUT, ({ open }) => open.length === 0);
  const refusals = [...last.refusals].map(([id, reason]) => `version ${id}: ${reason}`);
  return {
    name: model,
    deleted: last.kind === "deleted",
    versions: last.sent.size - refusals.length,
    refusals: [...refusals, ...last.open],
  };
}

async function attemptRemoval(
  api: ReplicateApi,
  model: ModelName,
  before: Requests,
): Promise<Attempt> {
  const left = (await findVersions(api, model))?.map(({ id }) => id);
  if (left === undefined) return { ...before, kind: "deleted", open: [] };
  const unsent = left.filter((id) => !before.sent.has(id));
  const refused = await requestDeletions(api, model, unsent);
  const sent = new Set([...before.sent, ...unsent]);
  const refusals = new Map([
    ...before.refusals,
    ...refused.map(({ id, reason }) => [id, reason] as const),
  ]);
  const requests = { sent, refusals };
  if (left.length > 0) {
    const reason = `the model: it still has ${formatCount(left.length, "version")}`;
    return left.every((id) => refusals.has(id))
      ? { ...requests, kind: "refused", open: [] }
      : { ...requests, kind: "versions-left", open: [reason] };
  }
  const response = await deleteModel(api, model);
  return [204, 404].includes(response.status)
    ? { ...requests, kind: "deleted", open: [] }
    : { ...requests, kind: "model-refused", open: [`the model: ${describeResponse(response)}`] };
}
