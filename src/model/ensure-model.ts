import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { warning } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { setOutputs } from "../lib/outputs.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { findReadme, type ModelPatch, updateModel } from "../replicate/models.ts";
import type { Model } from "../replicate/parse.ts";
import { requireCreation } from "./create-model.ts";
import type { Creation, Metadata, ModelTarget } from "./options.ts";
import type { ApiAccess, MissingModel, ModelState } from "./preflight.ts";

/** The model that versions are pushed to; without api-token only its name is known. */
export type TargetModel =
  | EnsuredModel
  | { readonly kind: "registry-only"; readonly name: ModelName; readonly url: string };

/** A model that exists with its metadata up to date. */
export interface EnsuredModel {
  readonly kind: "ensured";
  readonly name: ModelName;
  readonly url: string;
  readonly model: Model;
  /** Whether this run created it, and on which hardware. */
  readonly creation:
    | { readonly kind: "existed" }
    | { readonly kind: "created"; readonly hardware: string };
  /** Metadata fields that were updated. */
  readonly updated: readonly string[];
}

/** A model that exists, without updates. */
export function ensured(model: Model, creation: EnsuredModel["creation"]): EnsuredModel {
  return { kind: "ensured", name: model, url: model.url, model, creation, updated: [] };
}

/** Creates the model if it is missing, and updates its metadata; readme-file is relative to `directory`. */
export async function ensureModel(
  { api, state }: ApiAccess,
  name: ModelName,
  { creation, metadata }: ModelTarget,
  directory: string,
): Promise<EnsuredModel> {
  const target =
    state.kind === "exists"
      ? ensured(state.model, { kind: "existed" })
      : await create(api, name, state, metadata);
  const { model } = target;
  warnOfDrift(model, creation, metadata);
  const patch = await metadataPatch(api, model, metadata, directory);
  const updated = Object.keys(patch);
  if (updated.length > 0) await updateModel(api, model, patch);
  return { ...target, updated };
}

async function create(
  api: ReplicateApi,
  name: ModelName,
  { hardware, visibility }: MissingModel,
  metadata: Metadata,
): Promise<EnsuredModel> {
  const { kind, model } = await requireCreation(api, {
    ...name,
    visibility,
    hardware,
    description: metadata.description,
    github_url: metadata.githubUrl,
    license_url: metadata.licenseUrl,
    paper_url: metadata.paperUrl,
    cover_image_url: metadata.coverImageUrl,
  });
  // At once, as the update of its metadata may fail.
  if (kind === "created") setOutputs({ model: fullName(model), "model-created": true });
  return ensured(model, kind === "created" ? { kind, hardware } : { kind });
}

/** Lists the creation of a model that is missing, for a dry run. */
export function planCreation(name: ModelName, state: ModelState) {
  if (state.kind === "exists") return [];
  const { visibility, hardware } = state;
  return [{ code: "create-model", model: fullName(name), visibility, hardware } as const];
}

/** Lists the changes that ensureModel would make, for a dry run. */
export async function planModelSteps(
  { api, state }: ApiAccess,
  name: ModelName,
  { metadata }: ModelTarget,
  directory: string,
) {
  const { weightsUrl, readmeFile } = metadata;
  const updated =
    state.kind === "exists"
      ? Object.keys(await metadataPatch(api, state.model, metadata, directory))
      : [weightsUrl === undefined ? [] : "weights_url", readmeFile === undefined ? [] : "readme"];
  const fields = updated.flat().join(", ");
  return [
    ...planCreation(name, state),
    ...(fields === "" ? [] : [{ code: "update-model", fields, model: fullName(name) } as const]),
  ];
}

/** The metadata that differ from the model's, as far as the API can change them. */
async function metadataPatch(
  api: ReplicateApi,
  model: Model,
  metadata: Metadata,
  directory: string,
): Promise<ModelPatch> {
  const { readmeFile } = metadata;
  const [readme, currentReadme] = readmeFile
    ? await Promise.all([readFile(resolve(directory, readmeFile), "utf8"), findReadme(api, model)])
    : [];
  const fields = [
    ["description", metadata.description, model.description],
    ["github_url", metadata.githubUrl, model.githubUrl],
    ["license_url", metadata.licenseUrl, model.licenseUrl],
    ["paper_url", metadata.paperUrl, model.paperUrl],
    // The API takes it for existing models only, and does not return it (Replicate's OpenAPI schema).
    ["weights_url", metadata.weightsUrl, undefined],
    ["readme", readme, currentReadme],
  ] as const;
  return Object.fromEntries(
    fields.filter(([, wanted, current]) => wanted !== undefined && wanted !== current),
  );
}

/** Warns of settings that the API cannot change. Hardware is not compared, as the API does not return it. */
function warnOfDrift(model: Model, { visibility }: Creation, { coverImageUrl }: Metadata): void {
  const settings = `https://replicate.com/${fullName(model)}/settings`;
  if (visibility !== undefined && model.visibility !== visibility)
    warning(
      "visibility-differs",
      `Input visibility is ${visibility}, but ${fullName(model)} is ${model.visibility}. The API cannot change it: use ${settings}.`,
    );
  if (coverImageUrl !== undefined && model.coverImageUrl !== coverImageUrl)
    warning(
      "cover-image-differs",
      `cover-image-url differs from the cover image of ${fullName(model)}. The API sets it only for new models: use ${settings}.`,
    );
}
