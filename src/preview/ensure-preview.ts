import { ActionError } from "../lib/errors.ts";
import { fullName } from "../lib/model-name.ts";
import { createModelOnce } from "../model/create-model.ts";
import { type EnsuredModel, ensured } from "../model/ensure-model.ts";
import type { ModelState } from "../model/preflight.ts";
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
  { primaryName, origin }: Preview,
  state: ModelState,
): Promise<EnsuredModel> {
  if (state.kind === "exists") return ensured(state.model, { kind: "existed" });
  const { hardware } = state;
  const names = candidateNames(primaryName);
  for (const name of names) {
    const wanted = {
      ...name,
      visibility: "private",
      hardware,
      ...ownershipMarker(origin),
    } as const;
    const result = await createModelOnce(api, wanted);
    if (result.kind === "name-taken") continue;
    const { kind, model } = result;
    await requireManaged(model, origin);
    return ensured(model, kind === "created" ? { kind, hardware } : { kind });
  }
  throw new ActionError({
    code: "preview-names-used-up",
    message: `All ${names.length} names of this preview are used, up to ${fullName(primaryName)}-r${names.length}. Replicate does not allow reusing a deleted model's name.`,
    hint: "Set preview-model to another name.",
  });
}
