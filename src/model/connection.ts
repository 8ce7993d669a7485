import type { HttpResponse } from "../http/request.ts";
import { unexpectedResponse } from "../http/unexpected-response.ts";
import { ActionError } from "../lib/errors.ts";
import { fetchChallenge } from "../registry/session.ts";
import { createApi, type ReplicateApi } from "../replicate/client.ts";
import { listHardware } from "../replicate/models.ts";
import { type Account, type Hardware, parseAccount } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Credentials } from "./options.ts";

/** Pages on which Replicate shows an account its tokens. */
export const API_TOKENS = "https://replicate.com/account/api-tokens";
export const CLI_TOKENS = "https://replicate.com/auth/token";

/** How to reach Replicate: with its API, or with a CLI auth token alone, which only the registry accepts. */
export type Connection = ApiConnection | RegistryConnection;

interface RegistryConnection {
  readonly kind: "registry-only";
  readonly credentials: Credentials;
  /** The registry's authentication scheme, fetched once, however many repositories a step pushes to. */
  readonly challenge: () => Promise<HttpResponse>;
}

export interface ApiConnection extends Omit<RegistryConnection, "kind"> {
  readonly kind: "api";
  /** Throws an ActionError when the token is not valid, or Replicate rejects it. */
  readonly api: ReplicateApi;
  readonly apiToken: string;
  readonly account: Promise<Account>;
  /** The hardware that is available to the account, requested once. */
  readonly hardware: () => Promise<Hardware[]>;
}

/** Connects to Replicate, and begins to fetch the account of api-token. */
export function connect(credentials: Credentials, { http, context }: Runtime): Connection {
  const { apiToken = "", problems } = credentials;
  const challenge = once(() => fetchChallenge(http, context.registryHost));
  if (apiToken === "" && problems.length === 0)
    return { kind: "registry-only", credentials, challenge };
  const send = createApi(http, context.apiUrl, apiToken);
  const api: ReplicateApi = async (...request) => {
    if (apiToken === "") throw new ActionError(problems);
    const response = await send(...request);
    if (response.status === 401) throw tokenRejected(credentials);
    return response;
  };
  const hardware = once(() => listHardware(api));
  const account = fetchAccount(api);
  return { kind: "api", api, apiToken, account, hardware, credentials, challenge };
}

/** Does something when it is first asked for, and returns the same result again. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

/** Requires the API, for a purpose that is the subject of a sentence: `Promoting a version`. @throws {ActionError} */
export function requireApi(connection: Connection, purpose: string): ApiConnection {
  if (connection.kind === "api") return connection;
  if (connection.credentials.cliAuthToken === undefined) throw noToken();
  throw new ActionError({
    code: "api-token-required",
    message: `${purpose} needs Replicate's API, but api-token is empty.`,
    hint: `Create an API token at ${API_TOKENS}, save it as a secret, and set api-token to it.`,
  });
}

/** The error for a step without any token. */
export function noToken(): ActionError {
  return new ActionError({
    code: "token-missing",
    message:
      "Both api-token and cli-auth-token are empty. A secret that does not exist is empty, and so are all secrets on pull requests from forks and from Dependabot.",
    hint: `Create an API token at ${API_TOKENS}, save it as a repository secret, and set api-token: \${{ secrets.REPLICATE_API_TOKEN }}. To push without the API, set cli-auth-token to a token from ${CLI_TOKENS}.`,
  });
}

async function fetchAccount(api: ReplicateApi): Promise<Account> {
  const response = await api("GET", "/account");
  if (response.status === 200) return parseAccount(response.body);
  throw unexpectedResponse("Reading the account of api-token", response);
}

/** The error for a token that the API rejects, by what kind of token it looks like. */
function tokenRejected({ apiToken, cliAuthToken }: Credentials): ActionError {
  if (apiToken?.startsWith("r8_"))
    return new ActionError({
      code: "api-token-refused",
      message: "Replicate rejected api-token: the token is revoked, mistyped, or truncated.",
      hint: `Create a new token at ${API_TOKENS}, and save it in the secret that api-token reads.`,
    });
  return new ActionError({
    code: "api-token-wrong-kind",
    message:
      "Replicate rejected api-token: it is not an API token, which begins with r8_. It may be a CLI auth token.",
    hint: cliAuthToken?.startsWith("r8_")
      ? "Swap the two tokens: cli-auth-token contains the API token (r8_…)."
      : `Set api-token to a token from ${API_TOKENS}. A CLI auth token belongs in cli-auth-token.`,
  });
}
