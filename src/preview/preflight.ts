import type { ModelName } from "../lib/model-name.ts";
import type { ApiConnection } from "../model/connection.ts";
import type { Creation } from "../model/options.ts";
import { checkCreation, type ModelState, refusedReading } from "../model/preflight.ts";
import { getModel } from "../replicate/models.ts";
import type { Model } from "../replicate/parse.ts";
import { candidateNames, type Preview } from "./name.ts";
import { notManagedError, notManagedReason, type PreviewOrigin } from "./ownership.ts";

/** A preview as it is: the newest one, or how its first one is to be created. */
export interface FoundPreview {
  readonly name: ModelName;
  readonly state: ModelState;
}

/** @throws {ActionError} when the API neither shows it nor says that it is missing. */
export async function modelIfThere(
  { api, credentials }: ApiConnection,
  name: ModelName,
): Promise<Model | undefined> {
  const found = await getModel(api, name);
  if (!("status" in found)) return found;
  if (found.status === 404) return undefined;
  throw refusedReading(name, found, credentials);
}

/**
 * Finds the preview by its names, with no state of our own: the first name, or when that is missing the
 * newest of the later ones.
 */
export async function findPreview(
  connection: ApiConnection,
  { first, origin }: Preview,
  creation: Creation,
): Promise<FoundPreview> {
  const find = (name: ModelName) => modelIfThere(connection, name);
  const found = await find(first);
  if (found !== undefined) return exists(found, origin);
  const later = await Promise.all(candidateNames(first).slice(1).map(find));
  const newest = later
    .filter((model) => model !== undefined)
    .findLast((model) => notManagedReason(model, origin) === undefined);
  if (newest !== undefined) return exists(newest, origin);
  const asked: Creation = { ...creation, allowed: true, visibility: "private" };
  return { name: first, state: await checkCreation(connection, first, asked) };
}

function exists(model: Model, origin: PreviewOrigin): FoundPreview {
  const reason = notManagedReason(model, origin);
  if (reason !== undefined) throw notManagedError(model, origin, reason);
  return { name: model, state: { kind: "exists", model } };
}
