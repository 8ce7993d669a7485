import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { createModelOnce } from "../model/create-model.ts";
import { type EnsuredModel, ensured } from "../model/ensure-model.ts";
import type { MissingModel, ModelState } from "../model/preflight.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { candidateNames } from "./name.ts";
import { notManagedError, notManagedReason, ownershipMarker } from "./ownership.ts";
import type { Preview } from "./resolve.ts";

/**
 * Makes sure of a pull request's private model. A name whose model was deleted can't be had again (409
 * although there is no such model), so the next free one is taken.
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
    message: `All ${names.length} names for a preview are used up, the last being ${fullName(preview.first)}-r${names.length}: Replicate does not give the name of a deleted model again.`,
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
