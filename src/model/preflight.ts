import * as core from "@actions/core";
import type { HttpResponse } from "../http/request.ts";
import { unexpectedResponse } from "../http/unexpected-response.ts";
import { ActionError, runChecks } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { getModel, listHardware } from "../replicate/models.ts";
import type { Account, Model, Version } from "../replicate/parse.ts";
import type { ApiConnection } from "./connection.ts";
import { chooseHardware, type HardwareWanted } from "./hardware.ts";
import type { Creation, Credentials } from "./options.ts";
import { tokenRefusedProblem } from "./token-refused.ts";

/** What the API knows of the model, before anything is changed. */
export type ModelState = ExistingModel | MissingModel;

export interface ExistingModel {
  readonly kind: "exists";
  readonly model: Model;
}

/** How a model that is missing is to be created. */
export interface MissingModel {
  readonly kind: "missing";
  readonly hardware: string;
  readonly visibility: "private" | "public";
}

/** What is known of the model: all that the API says, or without an API token nothing. */
export type ModelAccess = ApiAccess | { readonly kind: "registry-only" };

/** The model as the API has it, and the API that can change it. */
export interface ApiAccess {
  readonly kind: "api";
  readonly api: ReplicateApi;
  readonly account: Account;
  readonly state: ModelState;
}

/** The model's newest version; undefined when it has none, or the API can't be asked. */
export function latestVersion(access: ModelAccess): Version | undefined {
  const isKnown = access.kind === "api" && access.state.kind === "exists";
  return isKnown ? access.state.model.latestVersion : undefined;
}

/**
 * Looks the model up, and when it is missing checks that it can be created.
 * @throws {ActionError} for a model that can't be pushed to, or can't be created as asked.
 */
export async function checkModel(
  connection: ApiConnection,
  name: ModelName,
  creation: Creation,
): Promise<ModelState> {
  const found = await getModel(connection.api, name);
  if ("status" in found) {
    if (found.status === 404) return checkCreation(connection, name, creation);
    throw refusedReading(name, found, connection.credentials);
  }
  if (found.isOfficial) throw officialModel(name);
  await warnOfOtherOwner(name, connection.account);
  return { kind: "exists", model: found };
}

/** The error for a model that the API does not show, and does not say is missing. */
export function refusedReading(
  name: ModelName,
  reply: HttpResponse,
  credentials: Credentials,
): ActionError {
  if (reply.status === 401) return tokenRefusedProblem(credentials);
  return unexpectedResponse(
    `Reading ${fullName(name)}`,
    reply,
    reply.status === 403
      ? "The token's account is not permitted to use this model: give api-token a token of its owner."
      : undefined,
  );
}

/** Official models answer 404 to their list of versions (replicate-api facts), so nothing can be proved. */
function officialModel(name: ModelName): ActionError {
  return new ActionError({
    code: "model-official",
    message: `${fullName(name)} is an official model. The API does not show the versions of official models, so a push could not be confirmed.`,
    hint: "Push to a model of your own account. Whoever maintains an official model can push with cli-auth-token alone, without the API's confirmation.",
  });
}

/** Checks that a missing model can be created. */
export async function checkCreation(
  { api, account }: ApiConnection,
  name: ModelName,
  { allowed, hardware: asked, visibility = "private" }: Creation,
  wanted?: HardwareWanted,
): Promise<MissingModel> {
  if (!allowed)
    throw new ActionError({
      code: "model-missing",
      message: `${fullName(name)} does not exist (or this token can't see it), and create-model is false.`,
      hint: "Check the model's name and the token's account, or set create-model to true.",
    });
  const { hardware } = await runChecks({
    owner: checkOwner(name, account),
    hardware: checkHardware(api, asked, wanted),
  });
  return { kind: "missing", hardware, visibility };
}

/** @throws {ActionError} for hardware that the account is not offered. */
export async function checkHardware(
  api: ReplicateApi,
  asked: string | undefined,
  wanted?: HardwareWanted,
): Promise<string> {
  const chosen = chooseHardware(asked, await listHardware(api), wanted);
  if (typeof chosen === "string") return chosen;
  throw new ActionError(chosen);
}

/** A model can be created for the token's own account only (models.create in Replicate's schema). */
async function checkOwner(name: ModelName, account: Promise<Account>): Promise<void> {
  const other = await otherOwner(name, account);
  if (other !== undefined)
    throw new ActionError({
      code: "model-owner-mismatch",
      message: `${fullName(name)} does not exist (or this token can't see it), and it can't be created: api-token belongs to ${other}, not to ${name.owner}.`,
      hint: `Give api-token a token of ${name.owner} (an organisation has tokens of its own), or set model to ${other}/${name.name}.`,
    });
}

async function warnOfOtherOwner(name: ModelName, account: Promise<Account>): Promise<void> {
  const other = await otherOwner(name, account);
  if (other !== undefined)
    core.warning(
      `api-token belongs to ${other}, and the model to ${name.owner}. If the push is refused, use a token of ${name.owner}.`,
    );
}

async function otherOwner(
  { owner }: ModelName,
  account: Promise<Account>,
): Promise<string | undefined> {
  const { username } = await account;
  return username.toLowerCase() === owner.toLowerCase() ? undefined : username;
}
