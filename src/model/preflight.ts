import { ActionError, runChecks } from "../lib/errors.ts";
import { warning } from "../lib/log.ts";
import { keepFromRedaction } from "../lib/masks.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { findModel } from "../replicate/models.ts";
import type { Account, Model, Version } from "../replicate/parse.ts";
import type { ApiConnection } from "./connection.ts";
import { type HardwareUse, requireHardware } from "./hardware.ts";
import type { Creation, ModelTarget } from "./options.ts";

/** The model, before anything is changed. */
export type ModelState = { readonly kind: "exists"; readonly model: Model } | MissingModel;

/** A model that does not exist, and how to create it. */
export interface MissingModel {
  readonly kind: "missing";
  readonly hardware: string;
  readonly visibility: "private" | "public";
}

/** What is known of the model: its state, or nothing without api-token. */
export type ModelAccess = ApiAccess | { readonly kind: "registry-only" };

/** The model's state, and the API that can change it. */
export interface ApiAccess {
  readonly kind: "api";
  readonly api: ReplicateApi;
  readonly account: Account;
  readonly state: ModelState;
}

/** @returns the model's latest version; undefined when it has none, or without api-token. */
export function latestVersion(access: ModelAccess): Version | undefined {
  const exists = access.kind === "api" && access.state.kind === "exists";
  return exists ? access.state.model.latestVersion : undefined;
}

/** @returns who can see the model, and pull its image. */
export function visibilityIn(state: ModelState): "public" | "private" {
  return state.kind === "exists" ? state.model.visibility : state.visibility;
}

/** The model that the step works on; throws an ActionError when neither the input nor the project names one. */
export async function requireModel({ model }: ModelTarget): Promise<ModelName> {
  if (model.kind === "unnamed") throw new ActionError(model.problems);
  keepFromRedaction(fullName(model.name));
  return model.name;
}

/** Checks that the model can be pushed to, or else created; throws an ActionError with every problem. */
export async function fetchApiAccess(
  connection: ApiConnection,
  creation: Creation,
  model: Promise<ModelName>,
): Promise<ApiAccess> {
  const { api } = connection;
  const name = await model;
  const found = await findModel(api, name);
  const state: ModelState =
    found === undefined
      ? await checkCreation(connection, name, creation)
      : { kind: "exists", model: found };
  // Official models answer 404 to their list of versions (seen, July 2026), so no version can be confirmed.
  if (found?.isOfficial)
    throw new ActionError({
      code: "model-official",
      message: `${fullName(name)} is an official model. The API does not list the versions of official models, so a push cannot be confirmed.`,
      hint: "Set model to a model of your own account. Maintainers of an official model can push without confirmation: set cli-auth-token, and leave api-token empty.",
    });
  const account = await connection.account;
  if (!isSameOwner(account, name))
    warning(
      "token-of-other-account",
      `api-token belongs to ${account.username}, but the model belongs to ${name.owner}. If the push fails, set api-token to a token of ${name.owner}.`,
    );
  return { kind: "api", api, account, state };
}

/** Checks that a missing model can be created; throws an ActionError with every problem. */
export async function checkCreation(
  connection: ApiConnection,
  name: ModelName,
  { allowed, hardware: sku, visibility = "private" }: Creation,
  use?: HardwareUse,
): Promise<MissingModel> {
  if (!allowed)
    throw new ActionError({
      code: "model-missing",
      message: `${fullName(name)} does not exist (or this token cannot see it), and create-model is false.`,
      hint: "Check model and the account of api-token, or set create-model to true.",
    });
  const { hardware } = await runChecks({
    owner: connection.account.then((account) => requireOwner(account, name)),
    hardware: connection.hardware().then((available) => requireHardware(sku, available, use)),
  });
  return { kind: "missing", hardware, visibility };
}

/** Models can be created for the token's own account only (models.create of Replicate's schema). */
function requireOwner(account: Account, name: ModelName): void {
  if (isSameOwner(account, name)) return;
  const { username } = account;
  throw new ActionError({
    code: "model-owner-mismatch",
    message: `${fullName(name)} does not exist (or this token cannot see it), and cannot be created: api-token belongs to ${username}, not to ${name.owner}.`,
    hint: `Set api-token to a token of ${name.owner} (organizations have their own tokens), or set model to ${username}/${name.name}.`,
  });
}

/** Whether an account owns a model or a deployment. */
export function isSameOwner({ username }: Account, { owner }: ModelName): boolean {
  return username.toLowerCase() === owner.toLowerCase();
}
