import { randomBytes } from "node:crypto";
import { basicCredentials, type Call, json, type Reply, text } from "../http/http.ts";
import { type Account, owns } from "../models/account.ts";
import type { Settings } from "../state/settings.ts";
import { findModel, type State } from "../state/state.ts";
import { modelUnknown, registryError, unauthorized } from "./errors.ts";

export type Action = "pull" | "push";

interface Grant {
  readonly account: Account | undefined;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

const SERVICE = "registry.sandbox";

/** Who may do what at the registry: the token endpoint, and the check of each request. */
export class Access {
  readonly #state: State;
  readonly #settings: Settings;
  readonly #grants = new Map<string, Grant>();

  constructor(state: State, settings: Settings) {
    this.#state = state;
    this.#settings = settings;
  }

  /**
   * The token endpoint (distribution's token authentication): Basic credentials or none, and the
   * scopes that the account has of those it asks for.
   */
  issueToken(call: Call): Reply {
    const { authorization } = call.headers;
    const account = this.#accountOf(authorization);
    if (authorization !== undefined && account === undefined)
      return registryError(401, "UNAUTHORIZED", "authentication required");
    const asked = call.url.searchParams.getAll("scope").flatMap((scope) => scope.split(" "));
    const token = randomBytes(24).toString("base64url");
    const lifetime = this.#settings.registryTokenLifetime;
    this.#grants.set(token, {
      account,
      scopes: asked.flatMap((scope) => this.#grantable(account, scope)),
      expiresAt: Date.now() + lifetime * 1000,
    });
    const issued_at = new Date().toISOString();
    return json(200, { token, access_token: token, expires_in: lifetime, issued_at });
  }

  /** The refusal of a request, or undefined when it may go on. */
  refusal(call: Call, repository: string | undefined, action: Action): Reply | undefined {
    const { registryAuth } = this.#settings;
    const scopes = this.#scopesOf(call, repository, action);
    if (scopes === undefined) return unauthorized(this.#challenge(call, repository, action));
    if (repository === undefined) return undefined;
    if (!scopes.includes(`${repository}:${action}`))
      return registryAuth === "bearer"
        ? unauthorized(`${this.#challenge(call, repository, action)},error="insufficient_scope"`)
        : registryError(403, "DENIED", "requested access to the resource is denied");
    const [owner = "", name = ""] = repository.split("/");
    return findModel(this.#state, owner, name) === undefined ? modelUnknown(repository) : undefined;
  }

  /** What the request may do, as `repository:action`; undefined when it has to say who it is. */
  #scopesOf(
    { headers }: Call,
    repository: string | undefined,
    action: Action,
  ): readonly string[] | undefined {
    switch (this.#settings.registryAuth) {
      case "none":
        return [`${repository}:${action}`];
      case "basic": {
        const account = this.#accountOf(headers.authorization);
        return account && this.#grantable(account, `repository:${repository}:${action}`);
      }
      case "bearer": {
        const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
        const grant = this.#grants.get(token);
        return grant && Date.now() < grant.expiresAt ? grant.scopes : undefined;
      }
    }
  }

  #challenge(call: Call, repository: string | undefined, action: Action): string {
    if (this.#settings.registryAuth === "basic") return `Basic realm="${SERVICE}"`;
    const actions = action === "push" ? "pull,push" : "pull";
    const scope = repository === undefined ? "" : `,scope="repository:${repository}:${actions}"`;
    // By name: Cog's registry client refuses a realm that is a loopback address (go-containerregistry).
    return `Bearer realm="http://localhost:${call.url.port}/token",service="${SERVICE}"${scope}`;
  }

  /** `repository:o/n:pull,push` as the pairs that the account has: its own, and public models' pull. */
  #grantable(account: Account | undefined, scope: string): string[] {
    const [, repository = "", actions = ""] = /^repository:(.+):([^:]+)$/.exec(scope) ?? [];
    const [owner = "", name = ""] = repository.split("/");
    const isPublic = findModel(this.#state, owner, name)?.visibility === "public";
    return actions
      .split(",")
      .filter((action) => owns(account, owner) || (isPublic && action === "pull"))
      .map((action) => `${repository}:${action}`);
  }

  /** The account's name with its API token (unless refused), or with its CLI token. */
  #accountOf(authorization: string | undefined): Account | undefined {
    const credentials = basicCredentials(authorization);
    if (credentials === undefined) return undefined;
    const { username, password } = credentials;
    return this.#state.accounts.find(
      (account) =>
        owns(account, username) &&
        (password === account.cliToken ||
          (password === account.apiToken && !this.#settings.registryRefusesApiTokens)),
    );
  }
}

/** `POST /cog/v1/verify-token`: whose CLI token this is (Cog, pkg/docker/login.go). */
export function verifyToken(state: State, call: Call): Reply {
  const token = new URLSearchParams(call.body.toString()).get("token");
  const account = state.accounts.find(({ cliToken }) => cliToken === token);
  return account === undefined
    ? text(404, "user does not exist")
    : json(200, { username: account.username });
}
