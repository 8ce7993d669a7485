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
import type { Runtime } from "../runtime/runtime.ts";
import { API_TOKENS, CLI_TOKENS, type Connection, noToken } from "./connection.ts";

/** A credential that the registry accepts. */
export interface RegistryAccess {
  readonly credential: RegistryCredential;
  readonly session: RegistrySession;
}

/** The registry's answer to one token. */
type Result =
  | { readonly kind: "accepted"; readonly access: RegistryAccess }
  | { readonly kind: "rejected"; readonly input: string; readonly reason: string };

type LogIn = (input: string, credential: RegistryCredential) => Promise<Result>;

/**
 * Checks, before the build, that the registry accepts a token. The CLI auth token comes first, because it is
 * for the registry only.
 * @param repository `acme/hotdog`
 * @throws {ActionError} when the registry accepts neither token.
 */
export async function checkRegistry(
  repository: string,
  connection: Connection,
  { http, context }: Runtime,
): Promise<RegistryAccess> {
  const { cliAuthToken } = connection.credentials;
  const host = context.registryHost;
  if (connection.kind === "registry-only" && cliAuthToken === undefined) throw noToken();
  const challenge = fetchChallenge(http, host);
  const logInWith: LogIn = async (input, credential) => {
    const first = await challenge;
    if (isTransient(first)) throw unavailable(host, first);
    const result = await logIn(http, { host, path: repository }, credential, first);
    if (result.kind === "accepted")
      return { kind: "accepted", access: { credential, session: result.session } };
    if (isTransient(result.response)) throw unavailable(host, result.response);
    return { kind: "rejected", input, reason: describeResponse(result.response) };
  };
  const [, ...results] = await runChecks([
    challenge,
    ...(cliAuthToken === undefined ? [] : [tryCliToken(http, host, cliAuthToken, logInWith)]),
    ...(connection.kind === "registry-only"
      ? []
      : [
          connection.account.then(({ username }) =>
            logInWith("api-token", { username, password: connection.apiToken }),
          ),
        ]),
  ]);
  return choose(host, results);
}

function choose(host: string, results: readonly Result[]): RegistryAccess {
  const accepted = results.find(({ kind }) => kind === "accepted");
  const rejected = results.filter((result) => result.kind === "rejected");
  if (accepted?.kind !== "accepted")
    throw new ActionError({
      code: "registry-unauthorized",
      message: `The registry ${host} rejected ${rejected.map(({ input, reason }) => `${input} (${reason})`).join(" and ")}.`,
      hint: `Set api-token to an API token of the model's owner from ${API_TOKENS}, or cli-auth-token to a CLI auth token from ${CLI_TOKENS}.`,
    });
  for (const { input, reason } of rejected)
    if (input === "cli-auth-token")
      core.warning(
        `The registry ${host} rejected cli-auth-token (${reason}). Using api-token instead.`,
      );
  return accepted.access;
}

/** Verifies a CLI token as Cog does: POST /cog/v1/verify-token returns the username, or 404. */
async function tryCliToken(
  http: Http,
  host: string,
  cliAuthToken: string,
  logInWith: LogIn,
): Promise<Result> {
  const input = "cli-auth-token";
  const response = await http({
    method: "POST",
    url: `${registryUrl(host)}/cog/v1/verify-token`,
    body: new URLSearchParams({ token: cliAuthToken }),
  });
  if (isTransient(response)) throw unavailable(host, response);
  const username = isRecord(response.body) ? stringAt(response.body, "username") : undefined;
  if (response.status === 200 && username !== undefined)
    return logInWith(input, { username, password: cliAuthToken });
  const reason = response.status === 404 ? "the token is unknown" : describeResponse(response);
  return { kind: "rejected", input, reason };
}

function unavailable(host: string, response: HttpResponse): ActionError {
  return unexpectedResponse(`Logging in to the registry ${host}`, response);
}
