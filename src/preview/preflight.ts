import type { ModelName } from "../lib/model-name.ts";
import type { ApiConnection } from "../model/connection.ts";
import type { Creation } from "../model/options.ts";
import { checkCreation, type ModelState } from "../model/preflight.ts";
import { findModel } from "../replicate/models.ts";
import { candidateNames, type Preview } from "./name.ts";
import { filterManaged, requireManaged } from "./ownership.ts";

/** The newest preview that exists, or how to create the first one. */
interface FoundPreview {
  readonly name: ModelName;
  readonly state: ModelState;
}

/**
 * Finds the preview by its names, because this action stores no state: the model with the primary name,
 * or else the newest of the others; without any, checks that one can be created.
 * @throws {ActionError} when a model has the name but not our ownership marker, or cannot be created.
 */
export async function findPreview(
  connection: ApiConnection,
  { primaryName, origin }: Preview,
  creation: Creation,
): Promise<FoundPreview> {
  const find = (name: ModelName) => findModel(connection.api, name);
  const primary = await find(primaryName);
  if (primary !== undefined) await requireManaged(primary, origin);
  const later =
    primary === undefined ? await Promise.all(candidateNames(primaryName).slice(1).map(find)) : [];
  const model = primary ?? (await filterManaged(later, origin)).at(-1);
  if (model !== undefined) return { name: model, state: { kind: "exists", model } };
  const asked: Creation = { ...creation, allowed: true, visibility: "private" };
  return { name: primaryName, state: await checkCreation(connection, primaryName, asked) };
}
