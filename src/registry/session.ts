import { registryUrl } from "../http/endpoint.ts";
import type { Http, HttpResponse } from "../http/request.ts";
import { fromCheck } from "../lib/errors.ts";
import { recordOf, stringAt } from "../lib/json.ts";
import { mask } from "../lib/masks.ts";
import { parseChallenge, tokenUrl } from "./challenge.ts";

export interface RegistryCredential {
  readonly username: string;
  readonly password: string;
}

interface Rejected {
  readonly kind: "rejected";
  readonly response: HttpResponse;
}

type LoginResult = { readonly kind: "accepted"; readonly session: RegistrySession } | Rejected;

/** Read access to one repository. */
export interface RegistrySession {
  /** GET of a manifest or index, by tag or digest. */
  manifest(reference: string): Promise<HttpResponse>;
  /** GET of a blob, by digest. */
  blob(digest: string): Promise<HttpResponse>;
  /**
   * URL and headers of a blob, to stream a large one.
   * @throws {Error} when the registry no longer accepts the credential.
   */
  blobRequest(digest: string): Promise<{ readonly url: string; readonly headers: Headers }>;
}

type Headers = Readonly<Record<string, string>>;

interface Repository {
  readonly host: string;
  /** Path of the repository: `acme/hotdog`. */
  readonly path: string;
}

/** The headers of authorized requests, and until when they are valid (milliseconds of the epoch). */
type Authorization =
  | { readonly kind: "granted"; readonly headers: Headers; readonly expiresAt: number }
  | Rejected;

/** Lifetime of a token without `expires_in` (Docker's token authentication specification). */
const DEFAULT_TOKEN_SECONDS = 60;
/** The Accept header of a request for a manifest or an index. */
export const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Fetches the registry's authentication scheme: GET /v2/ without a credential. */
export function fetchChallenge(http: Http, host: string): Promise<HttpResponse> {
  return http({ method: "GET", url: `${registryUrl(host)}/v2/` });
}

/**
 * Logs in to a registry: at the token endpoint of a Bearer challenge, or at /v2/ with Basic authentication (OCI
 * distribution specification; Docker's token authentication).
 * @param challenge response of fetchChallenge.
 */
export async function logIn(
  http: Http,
  repository: Repository,
  { username, password }: RegistryCredential,
  challenge: HttpResponse,
): Promise<LoginResult> {
  const basic = Buffer.from(`${username}:${password}`).toString("base64");
  mask(basic, "registry login");
  let authorization = await authorize(http, repository, `Basic ${basic}`, challenge);
  if (authorization.kind === "rejected") return authorization;
  const current = async (): Promise<Authorization> => {
    if (authorization.kind === "rejected" || Date.now() >= authorization.expiresAt)
      authorization = await authorize(http, repository, `Basic ${basic}`, challenge);
    return authorization;
  };
  const urlOf = (path: string) => `${registryUrl(repository.host)}/v2/${repository.path}/${path}`;
  const read = async (path: string, headers: Headers = {}) => {
    const state = await current();
    if (state.kind === "rejected") return state.response;
    const all = { ...headers, ...state.headers };
    return http({ method: "GET", url: urlOf(path), headers: all, follow: true });
  };
  const contents = new Map<string, Promise<HttpResponse>>();
  /** What a digest names never changes, so it is requested once; a tag each time. */
  const readOnce: typeof read = async (path, headers) => {
    if (!path.includes("/sha256:")) return read(path, headers);
    const content = contents.get(path) ?? read(path, headers);
    contents.set(path, content);
    const isKept = await fromCheck(content, ({ status }) => status === 200, false);
    if (!isKept) contents.delete(path);
    return content;
  };
  return {
    kind: "accepted",
    session: {
      manifest: (reference) => readOnce(`manifests/${reference}`, { accept: MANIFEST_TYPES }),
      blob: (digest) => readOnce(`blobs/${digest}`),
      blobRequest: async (digest) => {
        const state = await current();
        if (state.kind === "granted")
          return { url: urlOf(`blobs/${digest}`), headers: state.headers };
        throw new Error(`the registry returned HTTP ${state.response.status}`);
      },
    },
  };
}

async function authorize(
  http: Http,
  { host, path }: Repository,
  basic: string,
  first: HttpResponse,
): Promise<Authorization> {
  const permanent = { kind: "granted", expiresAt: Number.POSITIVE_INFINITY } as const;
  if (first.status === 200) return { ...permanent, headers: {} };
  const challenge = parseChallenge(first.headers.get("www-authenticate"));
  if (first.status !== 401 || challenge === undefined) return { kind: "rejected", response: first };
  const headers = { authorization: basic };
  const request = (url: string) => http({ method: "GET", url, headers });
  if (challenge.scheme === "basic") {
    const response = await request(`${registryUrl(host)}/v2/`);
    return response.status === 200 ? { ...permanent, headers } : { kind: "rejected", response };
  }
  const scoped = await request(tokenUrl(challenge, `repository:${path}:pull,push`));
  // A registry may deny the scope of a repository that does not exist yet. This checks only the credential; the push
  // shows whether it has access to the repository, and what is read later needs another token.
  const isDenied = [401, 403, 404].includes(scoped.status);
  const response = isDenied ? await request(tokenUrl(challenge, undefined)) : scoped;
  const body = recordOf(response.body);
  const token = stringAt(body, "token") ?? stringAt(body, "access_token");
  if (response.status !== 200 || token === undefined) return { kind: "rejected", response };
  mask(token, "registry token");
  const seconds = isDenied ? 0 : Number(body["expires_in"]) || DEFAULT_TOKEN_SECONDS;
  return {
    kind: "granted",
    headers: { authorization: `Bearer ${token}` },
    expiresAt: Date.now() + (seconds - 5) * 1000,
  };
}
