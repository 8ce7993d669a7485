import { registryUrl } from "../http/endpoint.ts";
import type { HttpResponse } from "../http/request.ts";
import { describeResponse, isTransient, unexpectedResponse } from "../http/unexpected-response.ts";
import { ActionError, runChecks } from "../lib/errors.ts";
import { stringAt } from "../lib/json.ts";
import { warning } from "../lib/log.ts";
import { logIn, type RegistryCredential, type RegistrySession } from "../registry/session.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { API_TOKENS, CLI_TOKENS, type Connection, noToken } from "./connection.ts";

/** A credential that the registry accepts. */
export interface RegistryAccess {
  readonly credential: RegistryCredential;
  readonly session: RegistrySession;
}

/** The registry's response to one token. */
type Result =
  | { readonly kind: "accepted"; readonly access: RegistryAccess }
  | { readonly kind: "rejected"; readonly reason: string };

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
  const requireClear = (response: HttpResponse): HttpResponse => {
    if (isTransient(response))
      throw unexpectedResponse(`Logging in to the registry ${host}`, response);
    return response;
  };
  const challenge = connection.challenge();
  const logInWith = async (username: string, password: string): Promise<Result> => {
    const credential = { username, password };
    const first = requireClear(await challenge);
    const result = await logIn(http, { host, path: repository }, credential, first);
    return result.kind === "accepted"
      ? { kind: "accepted", access: { credential, session: result.session } }
      : { kind: "rejected", reason: describeResponse(requireClear(result.response)) };
  };
  /** Verifies the token as Cog does: POST /cog/v1/verify-token returns the username, or 404. */
  const logInWithCli = async (token: string): Promise<Result> => {
    const url = `${registryUrl(host)}/cog/v1/verify-token`;
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const body = String(new URLSearchParams({ token }));
    const response = requireClear(await http({ method: "POST", url, headers, body }));
    const username = stringAt(response.body, "username");
    if (response.status === 200 && username !== undefined) return logInWith(username, token);
    const reason = response.status === 404 ? "the token is unknown" : describeResponse(response);
    return { kind: "rejected", reason };
  };
  const { cli, api } = await runChecks({
    challenge,
    cli: cliAuthToken === undefined ? undefined : logInWithCli(cliAuthToken),
    api:
      connection.kind === "api"
        ? connection.account.then(({ username }) => logInWith(username, connection.apiToken))
        : undefined,
  });
  if (cli?.kind === "accepted") return cli.access;
  if (api?.kind === "accepted") {
    if (cli !== undefined)
      warning(
        "cli-auth-token-rejected",
        `The registry ${host} rejected cli-auth-token (${cli.reason}). Using api-token instead.`,
      );
    return api.access;
  }
  const rejected = [cli && `cli-auth-token (${cli.reason})`, api && `api-token (${api.reason})`];
  throw new ActionError({
    code: "registry-unauthorized",
    message: `The registry ${host} rejected ${rejected.filter((one) => one !== undefined).join(" and ")}.`,
    hint: `Set api-token to an API token of the model's owner from ${API_TOKENS}, or cli-auth-token to a CLI auth token from ${CLI_TOKENS}.`,
  });
}
