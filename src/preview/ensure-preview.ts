import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { createModelOnce } from "../model/create-model.ts";
import { type EnsuredModel, ensured } from "../model/ensure-model.ts";
import type { MissingModel, ModelState } from "../model/preflight.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { candidateNames, type Preview } from "./name.ts";
import { ownershipMarker, requireManaged } from "./ownership.ts";

/**
 * Ensures a pull request's private model. Replicate does not allow reusing a deleted model's name (409 without
 * such a model), so the next free name is used.
 * @throws {ActionError} when no name is free, or a model with the name is not this preview.
 */
export async function ensurePreview(
  api: ReplicateApi,
  preview: Preview,
  state: ModelState,
): Promise<EnsuredModel> {
  if (state.kind === "exists") return ensured(state.model, undefined);
  const names = candidateNames(preview.primaryName);
  for (const name of names) {
    const result = await create(api, preview, name, state);
    if (result !== undefined) return result;
  }
  throw new ActionError({
    code: "preview-names-used-up",
    message: `All ${names.length} names of this preview are used, up to ${fullName(preview.primaryName)}-r${names.length}. Replicate does not allow reusing a deleted model's name.`,
    hint: "Set preview-model to another name.",
  });
}

/** @returns undefined when the name is taken by a deleted model. */
async function create(
  api: ReplicateApi,
  { origin }: Preview,
  name: ModelName,
  { hardware }: MissingModel,
): Promise<EnsuredModel | undefined> {
  const { description, githubUrl } = ownershipMarker(origin);
  const result = await createModelOnce(api, {
    ...name,
    visibility: "private",
    hardware,
    description,
    github_url: githubUrl,
  });
  if (result.kind === "name-taken") return undefined;
  const { kind, model } = result;
  await requireManaged(model, origin);
  return ensured(model, kind === "created" ? hardware : undefined);
}
