import type { ModelName } from "../lib/model-name.ts";
import type { ApiConnection } from "../model/connection.ts";
import type { Creation } from "../model/options.ts";
import { checkCreation, type ModelState } from "../model/preflight.ts";
import { findModel } from "../replicate/models.ts";
import type { Model } from "../replicate/parse.ts";
import { candidateNames, type Preview } from "./name.ts";
import { notManagedError, notManagedReason, type PreviewOrigin } from "./ownership.ts";

/** The newest preview that exists, or how to create the first one. */
export interface FoundPreview {
  readonly name: ModelName;
  readonly state: ModelState;
}

/**
 * Finds the preview by its names, because this action keeps no state of its own: the model with the primary name,
 * or else the newest of the others; without any, checks that one can be created.
 * @throws {ActionError} when a model has the name but not our ownership marker, or cannot be created.
 */
export async function findPreview(
  connection: ApiConnection,
  { primaryName, origin }: Preview,
  creation: Creation,
): Promise<FoundPreview> {
  const find = (name: ModelName) => findModel(connection.api, name);
  const found = await find(primaryName);
  if (found !== undefined) return exists(found, origin);
  const later = await Promise.all(candidateNames(primaryName).slice(1).map(find));
  const newest = later
    .filter((model) => model !== undefined)
    .findLast((model) => notManagedReason(model, origin) === undefined);
  if (newest !== undefined) return exists(newest, origin);
  const asked: Creation = { ...creation, allowed: true, visibility: "private" };
  return { name: primaryName, state: await checkCreation(connection, primaryName, asked) };
}

function exists(model: Model, origin: PreviewOrigin): FoundPreview {
  const reason = notManagedReason(model, origin);
  if (reason !== undefined) throw notManagedError(model, origin, reason);
  return { name: model, state: { kind: "exists", model } };
}
