import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import * as core from "@actions/core";
import { ActionError } from "../errors.ts";
import { describeReply, messagesOf, unexpected } from "../http/problem.ts";
import type { Reply } from "../http/request.ts";
import type { Creation, Metadata } from "../inputs.ts";
import { isRecord, stringAt } from "../json.ts";
import { fullName, type ModelName } from "../model-name.ts";
import type { Target } from "../plan.ts";
import type { ModelState } from "../preflight/model.ts";
import type { KnownModel } from "../preflight.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import {
  createModel,
  getModel,
  getReadme,
  type ModelPatch,
  updateModel,
} from "../replicate/models.ts";
import type { Model } from "../replicate/parse.ts";

export interface EnsuredModel {
  readonly model: Model;
  /** The hardware that it was created on; undefined when it was there already. */
  readonly createdOn: string | undefined;
  /** Fields of the metadata that were brought into step. */
  readonly updated: readonly string[];
}

type Missing = Extract<ModelState, { kind: "missing" }>;

/**
 * Makes sure that the model exists, as it was asked for, and that its metadata are what was asked.
 * @param directory what the path of readme-file is relative to.
 */
export async function ensureModel(
  { api, state }: KnownModel,
  name: ModelName,
  asked: Target,
  directory: string,
): Promise<EnsuredModel> {
  const { model, createdOn } =
    state.kind === "exists"
      ? { model: state.model, createdOn: undefined }
      : await create(api, name, state, asked.metadata);
  warnOfDrift(model, asked.creation, asked.metadata);
  const patch = await metadataPatch(api, model, asked.metadata, directory);
  if (Object.keys(patch).length > 0) await updateModel(api, model, patch);
  return { model, createdOn, updated: Object.keys(patch) };
}

/** What ensureModel would do, in words, without doing it. */
export async function foreseeModel(
  { api, state }: KnownModel,
  name: ModelName,
  { metadata }: Target,
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

async function create(
  api: ReplicateApi,
  name: ModelName,
  { hardware, visibility }: Missing,
  metadata: Metadata,
): Promise<Pick<EnsuredModel, "model" | "createdOn">> {
  const answer = await createModel(api, {
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
  if (!("status" in answer)) return { model: answer, createdOn: hardware };
  const isConflict = answer.status === 409;
  const isUnclear = answer.status === 0 || answer.status >= 500;
  if (!isConflict && !isUnclear) throw refusedCreation(name, answer);

  // Another run may have made it meanwhile (409), or this one did although it was not told so.
  const found = await getModel(api, name);
  if ("status" in found) throw isConflict ? nameTaken(name, found) : failedCreation(name, answer);
  if (isUnclear && visibility === "private" && found.visibility === "public")
    throw madePublic(name);
  return { model: found, createdOn: isUnclear ? hardware : undefined };
}

function refusedCreation(name: ModelName, reply: Reply): ActionError {
  const said = [
    ...messagesOf(reply.body),
    isRecord(reply.body) ? stringAt(reply.body, "detail") : "",
  ];
  // Replicate's schema names the limit of 1,000 models for an account; the words of the refusal are not
  // documented.
  if (
    said.some((text) => text && /\blimit\b|\bmaximum\b|1,?000/i.test(text) && /model/i.test(text))
  )
    return new ActionError({
      what: `${fullName(name)} can't be created: ${describeReply(reply)}. An account can have 1,000 models.`,
      remedy:
        "Delete models that nobody needs (https://replicate.com/docs/topics/models/delete-a-model), or push new versions to one model rather than making one for each.",
    });
  return unexpected(
    `Creating ${fullName(name)}`,
    reply,
    "Mend what Replicate names, or create the model by hand at https://replicate.com/create and run the job again.",
  );
}

/** 409 although the model can't be read: Replicate keeps a deleted name (replicate-python issue 323). */
function nameTaken(name: ModelName, found: Reply): ActionError {
  if (found.status !== 404) return unexpected(`Reading ${fullName(name)}`, found);
  return new ActionError({
    what: `${fullName(name)} can't be created: Replicate says that the name is taken, and that no such model exists. That is what it says of a name whose model was deleted, or of a private model that this token can't see.`,
    remedy: "Choose another name, or ask Replicate's support to free this one.",
  });
}

/** Seen for an organisation's private models: 500, and no model. */
function failedCreation(name: ModelName, reply: Reply): ActionError {
  return new ActionError({
    what: `${fullName(name)} could not be created: ${describeReply(reply)}, and the model does not exist.`,
    remedy:
      "Create it by hand at https://replicate.com/create, with the visibility and hardware that you want, and run the job again. (This action never makes a model public that was asked to be private.)",
  });
}

function madePublic(name: ModelName): ActionError {
  return new ActionError({
    what: `Replicate answered the creation of ${fullName(name)} with an error, and now has it as a public model; private was asked.`,
    remedy: `Set its visibility at https://replicate.com/${fullName(name)}/settings, or delete it, and run the job again.`,
  });
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
