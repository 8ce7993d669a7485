import { registryUrl } from "../http/endpoint.ts";
import type { Http, HttpResponse } from "../http/request.ts";
import { isRecord, stringAt } from "../lib/json.ts";
import { mask } from "../lib/masks.ts";
import { type BearerChallenge, parseChallenge, tokenUrl } from "./challenge.ts";

/** Who we are at a registry. */
export interface RegistryCredential {
  readonly username: string;
  readonly password: string;
}

/** A registry's word on a credential. `refused` is its last reply. */
export type LoginResult =
  | { readonly session: RegistrySession }
  | { readonly refused: HttpResponse };

/** Reads from one repository with a credential that the registry accepted. */
export interface RegistrySession {
  /** GET of a manifest or index, by tag or digest. */
  manifest(reference: string): Promise<HttpResponse>;
  /** GET of a blob, by digest. */
  blob(digest: string): Promise<HttpResponse>;
  /**
   * Address and headers of a blob, for those who read it themselves because it is large.
   * @throws {Error} when the registry no longer accepts the credential.
   */
  blobRequest(digest: string): Promise<BlobRequest>;
}

export interface BlobRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Grant {
  /** The Authorization header's value; undefined where a registry asks for none. */
  readonly authorization: string | undefined;
  /** Milliseconds of the epoch. */
  readonly expiresAt: number;
}

/** What the token endpoint's specification says a token lives when `expires_in` is absent. */
const DEFAULT_TOKEN_SECONDS = 60;
const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Asked once, however many repositories a step pushes to. */
const challenges = new WeakMap<Http, Promise<HttpResponse>>();

/** The registry's first answer, which names its way of authentication: GET /v2/ without a credential. */
export function fetchChallenge(http: Http, host: string): Promise<HttpResponse> {
  const challenge =
    challenges.get(http) ?? http({ method: "GET", url: `${registryUrl(host)}/v2/` });
  challenges.set(http, challenge);
  return challenge;
}

/** A repository of a registry, and the response of fetchChallenge there. */
export interface RepositoryAccess {
  readonly host: string;
  readonly repository: string;
  readonly challenge: HttpResponse;
}

/**
 * Shows a credential to the registry, in its own way: the token endpoint of a Bearer challenge, or
 * /v2/ again with Basic (OCI distribution specification; Docker's token authentication).
 */
export async function logIn(
  http: Http,
  { host, repository, challenge: first }: RepositoryAccess,
  credential: RegistryCredential,
): Promise<LoginResult> {
  const base = registryUrl(host);
  const basic = `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString("base64")}`;
  mask(basic.slice("Basic ".length), "registry login");

  const authenticate = async (): Promise<Grant | HttpResponse> => {
    if (first.status === 200)
      return { authorization: undefined, expiresAt: Number.POSITIVE_INFINITY };
    const challenge = parseChallenge(first.headers.get("www-authenticate"));
    if (first.status !== 401 || challenge === undefined) return first;
    return challenge.scheme === "basic"
      ? basicGrant(http, base, basic)
      : bearerGrant(http, challenge, repository, basic);
  };

  let grant = await authenticate();
  if ("status" in grant) return { refused: grant };
  const requestOf = async (path: string): Promise<BlobRequest | HttpResponse> => {
    if ("status" in grant || Date.now() >= grant.expiresAt) grant = await authenticate();
    if ("status" in grant) return grant;
    const { authorization } = grant;
    const headers = authorization === undefined ? {} : { authorization };
    return { url: `${base}/v2/${repository}/${path}`, headers };
  };
  const read = async (
    path: string,
    headers: Record<string, string> = {},
  ): Promise<HttpResponse> => {
    const request = await requestOf(path);
    if ("status" in request) return request;
    const { url } = request;
    const all = { ...headers, ...request.headers };
    return http({ method: "GET", url, headers: all, follow: true });
  };
  return {
    session: {
      manifest: (reference) => read(`manifests/${reference}`, { accept: MANIFEST_TYPES }),
      blob: (digest) => read(`blobs/${digest}`),
      blobRequest: async (digest) => {
        const request = await requestOf(`blobs/${digest}`);
        if ("status" in request) throw new Error(`the registry answered HTTP ${request.status}`);
        return request;
      },
    },
  };
}

async function basicGrant(http: Http, base: string, basic: string): Promise<Grant | HttpResponse> {
  const reply = await http({
    method: "GET",
    url: `${base}/v2/`,
    headers: { authorization: basic },
  });
  return reply.status === 200
    ? { authorization: basic, expiresAt: Number.POSITIVE_INFINITY }
    : reply;
}

async function bearerGrant(
  http: Http,
  challenge: BearerChallenge,
  repository: string,
  basic: string,
): Promise<Grant | HttpResponse> {
  const ask = (scope: string | undefined): Promise<HttpResponse> =>
    http({
      method: "GET",
      url: tokenUrl(challenge, scope),
      headers: { authorization: basic },
    });
  let reply = await ask(`repository:${repository}:pull,push`);
  // A registry may refuse the scope of a repository that is yet to be made; the credential itself is
  // what is asked here, and the push will show whether it reaches the repository.
  if (reply.status === 401 || reply.status === 403 || reply.status === 404)
    reply = await ask(undefined);
  const token = isRecord(reply.body)
    ? (stringAt(reply.body, "token") ?? stringAt(reply.body, "access_token"))
    : undefined;
  if (reply.status !== 200 || token === undefined || !isRecord(reply.body)) return reply;
  mask(token, "registry token");
  const seconds = Number(reply.body["expires_in"] ?? DEFAULT_TOKEN_SECONDS);
  return { authorization: `Bearer ${token}`, expiresAt: Date.now() + (seconds - 5) * 1000 };
}
