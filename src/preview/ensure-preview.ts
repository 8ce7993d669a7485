import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { createModelOnce } from "../model/create-model.ts";
import { type EnsuredModel, ensured } from "../model/ensure-model.ts";
import type { MissingModel, ModelState } from "../model/preflight.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { candidateNames, type Preview } from "./name.ts";
import { notManagedError, notManagedReason, ownershipMarker } from "./ownership.ts";

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
  const names = candidateNames(preview.first);
  for (const name of names) {
    const made = await create(api, preview, name, state);
    if (made !== "taken") return made;
  }
  throw new ActionError({
    code: "preview-names-used-up",
    message: `All ${names.length} names of this preview are used, up to ${fullName(preview.first)}-r${names.length}. Replicate does not allow reusing a deleted model's name.`,
    hint: "Set preview-model to another name.",
  });
}

async function create(
  api: ReplicateApi,
  { origin }: Preview,
  { owner, name }: ModelName,
  { hardware }: MissingModel,
): Promise<EnsuredModel | "taken"> {
  const mark = ownershipMarker(origin);
  const made = await createModelOnce(api, {
    owner,
    name,
    visibility: "private",
    hardware,
    description: mark.description,
    github_url: mark.githubUrl,
  });
  if (made === "taken") return made;
  const reason = notManagedReason(made.model, origin);
  if (reason !== undefined) throw notManagedError(made.model, origin, reason);
  return ensured(made.model, made.created ? hardware : undefined);
}
