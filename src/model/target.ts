import { ActionError } from "../lib/errors.ts";
import type { ModelName } from "../lib/model-name.ts";
import { createApi, type ReplicateApi } from "../replicate/client.ts";
import type { Account } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { checkAccount, noToken } from "./credentials.ts";
import type { Credentials, ModelTarget } from "./options.ts";
import { checkModel, type ModelAccess } from "./preflight.ts";

/** The API and the account of the token that was given for it. */
export interface ApiChecks {
  readonly api: ReplicateApi;
  readonly account: Promise<Account>;
}

/** Asks whose token api-token is; undefined without one. */
export function connect(
  credentials: Credentials,
  { http, context }: Runtime,
): ApiChecks | undefined {
  const { apiToken } = credentials;
  if (apiToken === undefined) return undefined;
  const api = createApi(http, context.apiUrl, apiToken);
  return { api, account: checkAccount(api, credentials) };
}

/** Looks the model up, beside the account. */
export async function fetchModelState(
  { api, account }: ApiChecks,
  { credentials, creation }: ModelTarget,
  name: Promise<ModelName>,
): Promise<ModelAccess> {
  const state = await checkModel(api, await name, creation, credentials, account);
  return { api, account: await account, state };
}

/** The model that the step works on. */
export async function requireModel({ model }: ModelTarget): Promise<ModelName> {
  if (model !== undefined) return model;
  throw new ActionError({
    code: "model-unnamed",
    message:
      "No model is named: input model is empty, and the project's configuration names no model on Replicate.",
    hint: "Set model to owner/name, or image: r8.im/owner/name in cog.yaml.",
  });
}

/** The error for what can't be done without the API. */
export function apiTokenRequired({ cliAuthToken }: Credentials, what: string): ActionError {
  if (cliAuthToken === undefined) return noToken();
  return new ActionError({
    code: "api-token-required",
    message: `${what} needs Replicate's API, and api-token is not given.`,
    hint: "Add api-token: an API token from https://replicate.com/account/api-tokens, saved as a secret.",
  });
}
