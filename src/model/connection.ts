import { ActionError } from "../lib/errors.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import type { Account } from "../replicate/parse.ts";
import type { Credentials } from "./options.ts";

/** Pages on which Replicate shows an account its tokens. */
export const API_TOKENS = "https://replicate.com/account/api-tokens";
export const CLI_TOKENS = "https://replicate.com/auth/token";

/** How Replicate is reached: by its API, or with a CLI auth token alone, which only the registry takes. */
export type Connection = ApiConnection | RegistryOnly;

/** The API, and the account of the token that was set for it. */
export interface ApiConnection {
  readonly kind: "api";
  readonly api: ReplicateApi;
  readonly apiToken: string;
  readonly account: Promise<Account>;
  readonly credentials: Credentials;
}

interface RegistryOnly {
  readonly kind: "registry-only";
  readonly credentials: Credentials;
}

/**
 * The connection to the API.
 * @param purpose what needs it, as the subject of a sentence: `Promoting a version`.
 * @throws {ActionError} without api-token.
 */
export function requireApi(connection: Connection, purpose: string): ApiConnection {
  if (connection.kind === "api") return connection;
  throw apiTokenRequired(connection.credentials, purpose);
}

/** The error for a step that was given no token at all. */
export function noToken(): ActionError {
  return new ActionError({
    code: "token-missing",
    message:
      "No token is given: both api-token and cli-auth-token are empty. A secret that does not exist is empty, and so are secrets on pull requests from forks and from Dependabot.",
    hint: `Make an API token at ${API_TOKENS}, save it as a repository secret, and pass it: api-token: \${{ secrets.REPLICATE_API_TOKEN }}. (Or a CLI auth token of ${CLI_TOKENS} as cli-auth-token, to push without the API.)`,
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
