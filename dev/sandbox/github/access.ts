import { type Call, json, type Reply } from "../http/http.ts";
import { failure, noToken, notFound, notPermitted } from "./errors.ts";
import { viewerObject } from "./objects.ts";
import { authorOf, type Identity, type Permission, type Store } from "./store.ts";

/** A request, and who makes it; anonymous without an identity. */
export interface GitHubCall extends Call {
  readonly store: Store;
  readonly identity: Identity | undefined;
}

type Handler = (call: GitHubCall, repository: string, ...segments: string[]) => Reply;
type Writer = (call: GitHubCall & { readonly identity: Identity }, ...rest: string[]) => Reply;

/** The token of an Authorization header; undefined without the header, empty when it has none. */
export function tokenOf({ headers: { authorization } }: Call): string | undefined {
  if (authorization === undefined) return undefined;
  return /^(?:token|bearer) (\S+)$/i.exec(authorization)?.[1] ?? "";
}

/** Makes a handler that reads: what is public may be read by everybody, with any permissions. */
export function reads(permission: Permission, handler: Handler) {
  return (call: GitHubCall, owner = "", name = "", ...rest: string[]): Reply => {
    const { identity, store } = call;
    // A private repository is not even admitted to strangers.
    if (store.isPrivate && identity === undefined) return notFound();
    if (store.isPrivate && identity?.permissions?.[permission] === "none")
      return notPermitted(accepted(permission, "read"));
    return handler(call, `${owner}/${name}`, ...rest);
  };
}

/** Makes a handler that writes, which takes a token with the permission. */
export function writes(permission: Permission, handler: Writer) {
  return (call: GitHubCall, owner = "", name = "", ...rest: string[]): Reply => {
    const { identity } = call;
    if (identity === undefined) return noToken();
    const level = identity.permissions?.[permission] ?? "write";
    if (level !== "write") return notPermitted(accepted(permission, "write"));
    return handler({ ...call, identity }, `${owner}/${name}`, ...rest);
  };
}

/** Comments of pull requests can be written with either of two permissions; a job has one of them. */
function accepted(permission: Permission, level: "read" | "write"): string {
  const name = permission.replace("-", "_");
  return `${permission === "pull-requests" ? `issues=${level}; ` : ""}${name}=${level}`;
}

/** users.getAuthenticated: not for the tokens of apps, so not for a workflow's. */
export function getUser({ identity }: GitHubCall): Reply {
  if (identity === undefined) return noToken();
  return identity.kind === "installation"
    ? notPermitted()
    : json(200, viewerObject(authorOf(identity)));
}

/** GraphQL's `viewer`, which the tokens of apps may read, too: then it is the app's bot. */
export function getViewer({ identity }: GitHubCall): Reply {
  if (identity === undefined) return noToken();
  return json(200, { data: { viewer: { login: authorOf(identity).login } } });
}

const HOUR = 3_600_000;
const LIMITS = { personal: 5000, installation: 1000, anonymous: 60 } as const;

/** Counts requests per token and hour, and answers one too many with GitHub's 403. */
export function rateLimited() {
  const windows = new Map<string, { readonly since: number; used: number }>();
  return (identity: Identity | undefined, answer: () => Promise<Reply>): Promise<Reply> => {
    const now = Date.now();
    const key = identity?.token ?? "";
    const last = windows.get(key);
    const current = last && now - last.since < HOUR ? last : { since: now, used: 0 };
    windows.set(key, current);
    const limit = LIMITS[identity?.kind ?? "anonymous"];
    const isOver = current.used >= limit;
    if (!isOver) current.used += 1;
    const headers = {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(limit - current.used),
      "x-ratelimit-used": String(current.used),
      "x-ratelimit-reset": String(Math.ceil((current.since + HOUR) / 1000)),
      "x-ratelimit-resource": "core",
    };
    return (isOver ? exhausted(identity) : answer()).then((reply) => ({
      ...reply,
      headers: { ...headers, ...reply.headers },
    }));
  };
}

async function exhausted(identity: Identity | undefined): Promise<Reply> {
  const whose = identity === undefined ? "127.0.0.1" : `${identity.kind} ID 1`;
  return failure(403, `API rate limit exceeded for ${whose}.`);
}
