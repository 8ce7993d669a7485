import { createHash } from "node:crypto";
import { registryUrl } from "../../src/http/endpoint.ts";
import { isRecord, parseJson, stringAt } from "../../src/lib/json.ts";
import { parseChallenge, tokenUrl } from "../../src/registry/challenge.ts";
import { MANIFEST_TYPES } from "../../src/registry/session.ts";

/** A repository of the registry, and who asks. */
export interface RegistryOptions {
  readonly host: string;
  /** `owner/name` */
  readonly repository: string;
  readonly username: string;
  readonly password: string;
  readonly signal: AbortSignal;
}

export interface RegistryRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  /** Below the repository, or an absolute URL, which gets the credential only on the registry itself. */
  readonly path: string;
  readonly body?: string;
  readonly type?: string;
  readonly redirect?: "follow" | "manual";
}

/** How the registry took a credential. */
export type Login =
  | { readonly kind: "accepted"; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: "rejected"; readonly status: number };

const TIMEOUT = 60_000;

/**
 * The registry, asked as Docker does, with the statuses as they come. The action's own client reads only, and masks
 * what it sends by commands that would show it here.
 */
export class Registry {
  readonly #options: RegistryOptions;

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  /** Asks for pull and push, or for nothing where a repository that does not exist yet is denied. */
  async logIn(): Promise<Login> {
    const { host, repository, username, password } = this.#options;
    const basic = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    const root = `${registryUrl(host)}/v2/`;
    const first = await this.#fetch(root, {});
    if (first.ok) return { kind: "accepted", headers: {} };
    const challenge = parseChallenge(first.headers.get("www-authenticate") ?? "");
    if (challenge === undefined) return { kind: "rejected", status: first.status };
    if (challenge.scheme === "basic") {
      const headers = { authorization: basic };
      const { ok, status } = await this.#fetch(root, { headers });
      return ok ? { kind: "accepted", headers } : { kind: "rejected", status };
    }
    const ask = (scope: string | undefined): Promise<Response> =>
      this.#fetch(tokenUrl(challenge, scope), { headers: { authorization: basic } });
    let response = await ask(`repository:${repository}:pull,push`);
    if ([401, 403, 404].includes(response.status)) response = await ask(undefined);
    const body = parseJson(await response.text());
    const token = isRecord(body)
      ? (stringAt(body, "token") ?? stringAt(body, "access_token"))
      : undefined;
    return response.ok && token !== undefined
      ? { kind: "accepted", headers: { authorization: `Bearer ${token}` } }
      : { kind: "rejected", status: response.status };
  }

  /**
   * Sends one request.
   * @throws {Error} when the credential is rejected.
   */
  async send({
    method,
    path,
    body,
    type,
    redirect = "follow",
  }: RegistryRequest): Promise<Response> {
    const { host, repository } = this.#options;
    const login = await this.logIn();
    if (login.kind === "rejected")
      throw new Error(`the registry rejected the credential with HTTP ${login.status}`);
    const url = new URL(path, `${registryUrl(host)}/v2/${repository}/`);
    const isOwn = url.origin === new URL(registryUrl(host)).origin;
    return this.#fetch(url.href, {
      method,
      redirect,
      ...(body !== undefined && { body }),
      headers: {
        accept: MANIFEST_TYPES,
        ...(type !== undefined && { "content-type": type }),
        ...(isOwn && login.headers),
      },
    });
  }

  /**
   * Uploads a blob in one piece.
   * @returns its digest, or the status that refused it.
   */
  async upload(content: string): Promise<string | number> {
    const digest = digestOf(content);
    const started = await this.send({ method: "POST", path: "blobs/uploads/" });
    const location = started.headers.get("location");
    if (started.status !== 202 || location === null) return started.status;
    const url = new URL(location, started.url);
    url.searchParams.set("digest", digest);
    const type = "application/octet-stream";
    const { status } = await this.send({ method: "PUT", path: url.href, body: content, type });
    return status === 201 ? digest : status;
  }

  #fetch(url: string, init: RequestInit): Promise<Response> {
    const headers = { "user-agent": "push-to-replicate-live", ...init.headers };
    const signal = AbortSignal.any([this.#options.signal, AbortSignal.timeout(TIMEOUT)]);
    return fetch(url, { ...init, headers, signal });
  }
}

/** `sha256:` and the hex digits of a text. */
export function digestOf(content: string): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}
