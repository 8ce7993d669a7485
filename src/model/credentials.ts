import * as core from "@actions/core";
import { registryUrl } from "../http/endpoint.ts";
import type { Http, HttpResponse } from "../http/request.ts";
import { describeResponse, isTransient, unexpectedResponse } from "../http/unexpected-response.ts";
import { ActionError, runChecks } from "../lib/errors.ts";
import { isRecord, stringAt } from "../lib/json.ts";
import {
  fetchChallenge,
  logIn,
  type RegistryCredential,
  type RegistrySession,
} from "../registry/session.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { type Account, parseAccount } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import {
  API_TOKENS,
  type ApiConnection,
  CLI_TOKENS,
  type Connection,
  noToken,
} from "./connection.ts";
import type { Credentials } from "./options.ts";
import { tokenRefusedProblem } from "./token-refused.ts";

/** A credential that the registry accepted. */
export interface RegistryAccess {
  readonly credential: RegistryCredential;
  readonly session: RegistrySession;
}

/** What became of one token at the registry. */
type Outcome =
  | { readonly access: RegistryAccess }
  | { readonly input: string; readonly refused: string };

type Show = (input: string, credential: RegistryCredential) => Promise<Outcome>;

/** Asks whose token it is. */
export async function checkAccount(api: ReplicateApi, credentials: Credentials): Promise<Account> {
  const reply = await api("GET", "/account");
  if (reply.status === 200) return parseAccount(reply.body);
  if (reply.status === 401) throw tokenRefusedProblem(credentials);
  throw unexpectedResponse("Asking Replicate whose token api-token is", reply);
}

/**
 * Shows the tokens to the registry before anything is built. Any that it accepts will do; the CLI auth
 * token is taken first, since whoever gives one gives it for the registry.
 * @param repository `acme/hotdog`.
 */
export async function checkRegistry(
  repository: string,
  connection: Connection,
  { http, context }: Runtime,
): Promise<RegistryAccess> {
  const { apiToken, cliAuthToken } = connection.credentials;
  const host = context.registryHost;
  if (apiToken === undefined && cliAuthToken === undefined) throw noToken();
  const challenge = fetchChallenge(http, host);
  const show: Show = async (input, credential) => {
    const first = await challenge;
    if (isTransient(first)) throw unreachable(host, first);
    const result = await logIn(http, host, repository, credential, first);
    if ("session" in result) return { access: { credential, session: result.session } };
    if (isTransient(result.refused)) throw unreachable(host, result.refused);
    return { input, refused: describeResponse(result.refused) };
  };
  const shown = [
    ...(cliAuthToken === undefined ? [] : [showCliToken(http, host, cliAuthToken, show)]),
    ...(connection.kind === "registry-only" ? [] : [showApiToken(connection, show)]),
  ];
  const [, ...outcomes] = await runChecks([challenge, ...shown]);
  return choose(host, outcomes);
}

async function showApiToken({ account, apiToken }: ApiConnection, show: Show): Promise<Outcome> {
  const { username } = await account;
  return show("api-token", { username, password: apiToken });
}

function choose(host: string, outcomes: readonly Outcome[]): RegistryAccess {
  const accepted = outcomes.find((outcome) => "access" in outcome);
  const refused = outcomes.filter((outcome) => "refused" in outcome);
  if (accepted === undefined) throw noneAccepted(host, refused);
  for (const { input, refused: why } of refused)
    if (input === "cli-auth-token")
      core.warning(
        `The registry ${host} does not accept cli-auth-token (${why}); api-token is used in its place.`,
      );
  return accepted.access;
}

/** Cog's own check of a CLI token: POST /cog/v1/verify-token, which names the user or answers 404. */
async function showCliToken(
  http: Http,
  host: string,
  cliAuthToken: string,
  show: Show,
): Promise<Outcome> {
  const input = "cli-auth-token";
  const reply = await http({
    method: "POST",
    url: `${registryUrl(host)}/cog/v1/verify-token`,
    body: new URLSearchParams({ token: cliAuthToken }),
  });
  if (isTransient(reply)) throw unreachable(host, reply);
  const username = isRecord(reply.body) ? stringAt(reply.body, "username") : undefined;
  if (reply.status === 200 && username !== undefined)
    return show(input, { username, password: cliAuthToken });
  return {
    input,
    refused: reply.status === 404 ? "it belongs to no user" : describeResponse(reply),
  };
}

function unreachable(host: string, reply: HttpResponse): ActionError {
  return unexpectedResponse(`Asking the registry ${host} whether it accepts the token`, reply);
}

function noneAccepted(
  host: string,
  refused: readonly Extract<Outcome, { refused: string }>[],
): ActionError {
  const reasons = refused.map(({ input, refused: why }) => `${input} (${why})`);
  return new ActionError({
    code: "registry-unauthorized",
    message: `The registry ${host} ${reasons.length > 1 ? "accepts neither" : "does not accept"} ${reasons.join(" nor ")}, so nothing could be pushed.`,
    hint: `Any one that it accepts will do: an API token of the model's owner from ${API_TOKENS} as api-token, or a CLI auth token from ${CLI_TOKENS} as cli-auth-token.`,
  });
}
