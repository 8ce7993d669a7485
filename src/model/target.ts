import { ActionError } from "../lib/errors.ts";
import type { ModelName } from "../lib/model-name.ts";
import { createApi } from "../replicate/client.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { ApiConnection, Connection } from "./connection.ts";
import { checkAccount } from "./credentials.ts";
import type { Creation, Credentials, ModelTarget } from "./options.ts";
import { type ApiAccess, checkModel, type ModelAccess } from "./preflight.ts";

/** Begins to ask for the account of api-token. */
export function connect(credentials: Credentials, { http, context }: Runtime): Connection {
  const { apiToken } = credentials;
  if (apiToken === undefined) return { kind: "registry-only", credentials };
  const api = createApi(http, context.apiUrl, apiToken);
  return { kind: "api", api, apiToken, account: checkAccount(api, credentials), credentials };
}

/** Looks the model up; without the API nothing is known of it. */
export async function fetchModelAccess(
  connection: Connection,
  creation: Creation,
  name: Promise<ModelName>,
): Promise<ModelAccess> {
  if (connection.kind === "registry-only") return { kind: "registry-only" };
  return fetchApiAccess(connection, creation, name);
}

/** Looks the model up, beside the account. */
export async function fetchApiAccess(
  connection: ApiConnection,
  creation: Creation,
  name: Promise<ModelName>,
): Promise<ApiAccess> {
  const state = await checkModel(connection, await name, creation);
  return { kind: "api", api: connection.api, account: await connection.account, state };
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
