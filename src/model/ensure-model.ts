import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import * as core from "@actions/core";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { getReadme, type ModelPatch, updateModel } from "../replicate/models.ts";
import type { Model } from "../replicate/parse.ts";
import { createModelOnce, nameTaken } from "./create-model.ts";
import type { Creation, Metadata, ModelTarget } from "./options.ts";
import type { ApiAccess, MissingModel, ModelAccess } from "./preflight.ts";
import { modelUrl } from "./urls.ts";

/** The model that versions go to: as the API has it, or without an API token by its name alone. */
export type TargetModel = EnsuredModel | RegistryModel;

/** A model that exists as it was asked for. */
export interface EnsuredModel {
  readonly kind: "ensured";
  readonly name: ModelName;
  /** Page of the model. */
  readonly url: string;
  readonly model: Model;
  /** The hardware that it was created on; undefined: it existed already. */
  readonly createdOn: string | undefined;
  /** Metadata fields that were updated. */
  readonly updated: readonly string[];
}

interface RegistryModel {
  readonly kind: "registry-only";
  readonly name: ModelName;
  readonly url: string;
}

/** A model that exists, and was not changed unless `createdOn` says so. */
export function ensured(model: Model, createdOn: string | undefined): EnsuredModel {
  return { kind: "ensured", name: model, url: model.url, model, createdOn, updated: [] };
}

/** Ensures the model, where the API can be asked. */
export async function ensureTarget(
  access: ModelAccess,
  name: ModelName,
  asked: ModelTarget,
  directory: string,
): Promise<TargetModel> {
  if (access.kind === "registry-only") return { ...access, name, url: modelUrl(name) };
  return ensureModel(access, name, asked, directory);
}

/**
 * Makes sure that the model exists, as it was asked for, and that its metadata are what was asked.
 * @param directory what the path of readme-file is relative to.
 */
export async function ensureModel(
  { api, state }: ApiAccess,
  name: ModelName,
  asked: ModelTarget,
  directory: string,
): Promise<EnsuredModel> {
  const { model, createdOn } =
    state.kind === "exists"
      ? { model: state.model, createdOn: undefined }
      : await create(api, name, state, asked.metadata);
  warnOfDrift(model, asked.creation, asked.metadata);
  const patch = await metadataPatch(api, model, asked.metadata, directory);
  if (Object.keys(patch).length > 0) await updateModel(api, model, patch);
  return { ...ensured(model, createdOn), updated: Object.keys(patch) };
}

async function create(
  api: ReplicateApi,
  name: ModelName,
  { hardware, visibility }: MissingModel,
  metadata: Metadata,
): Promise<Pick<EnsuredModel, "model" | "createdOn">> {
  const made = await createModelOnce(api, {
    owner: name.owner,
    name: name.name,
    visibility,
    hardware,
    description: metadata.description,
    github_url: metadata.githubUrl,
    license_url: metadata.licenseUrl,
    paper_url: metadata.paperUrl,
    cover_image_url: metadata.coverImageUrl,
  });
  if (made === "taken") throw nameTaken(name);
  return { model: made.model, createdOn: made.created ? hardware : undefined };
}

/** What ensureModel would do, in words, without doing it. */
export async function planModelSteps(
  { api, state }: ApiAccess,
  name: ModelName,
  { metadata }: ModelTarget,
  directory: string,
): Promise<string[]> {
  const set = (fields: readonly string[]): string[] =>
    fields.length === 0 ? [] : [`set ${fields.join(", ")} of ${fullName(name)}`];
  if (state.kind === "exists")
    return set(Object.keys(await metadataPatch(api, state.model, metadata, directory)));
  return [
    `create ${fullName(name)} (${state.visibility}, on ${state.hardware})`,
    ...set(metadata.readmeFile === undefined ? [] : ["readme"]),
  ];
}

/** The metadata of an existing model that differ from what was asked and that the API can change. */
async function metadataPatch(
  api: ReplicateApi,
  model: Model,
  metadata: Metadata,
  directory: string,
): Promise<ModelPatch> {
  const { readmeFile } = metadata;
  const [readme, hasReadme] = readmeFile
    ? await Promise.all([readFile(resolve(directory, readmeFile), "utf8"), getReadme(api, model)])
    : [];
  const fields = [
    ["description", metadata.description, model.description],
    ["github_url", metadata.githubUrl, model.githubUrl],
    ["license_url", metadata.licenseUrl, model.licenseUrl],
    ["paper_url", metadata.paperUrl, model.paperUrl],
    ["readme", readme, hasReadme],
  ] as const;
  const differing = fields.flatMap(([field, wanted, has]) =>
    wanted === undefined || wanted === has ? [] : [[field, wanted] as const],
  );
  return Object.fromEntries(differing);
}

/** Says what the API can't change of an existing model. Hardware can't even be read, so it is not judged. */
function warnOfDrift(model: Model, { visibility }: Creation, { coverImageUrl }: Metadata): void {
  const settings = `https://replicate.com/${fullName(model)}/settings`;
  if (visibility !== undefined && model.visibility !== visibility)
    core.warning(
      `${fullName(model)} is ${model.visibility}, and input visibility says ${visibility}. The API can't change that: use ${settings}.`,
    );
  if (coverImageUrl !== undefined && model.coverImageUrl !== coverImageUrl)
    core.warning(
      `The cover image of ${fullName(model)} is not the one that cover-image-url names. The API sets it only when it creates a model: use ${settings}.`,
    );
}
