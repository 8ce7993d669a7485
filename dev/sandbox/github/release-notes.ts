import { type JsonObject, json, jsonBody, type Reply } from "../http/http.ts";
import type { GitHubCall } from "./access.ts";
import { invalid, malformed, notFound, notPermitted } from "./errors.ts";
import { idOf, nodeId, pageOf, userObject } from "./objects.ts";
import { paged } from "./pages.ts";
import { type GitHubRelease, type Identity, isSameRepository, type Store, stamp } from "./store.ts";

/** What may be said of a release that is put in place by hand, or that an event is about. */
export interface ReleaseSeed {
  /** `acme/hotdog-app` by default. */
  readonly repository?: string;
  readonly tag: string;
  /** The title; null, as of a release that has none, by default. */
  readonly name?: string;
  /** The notes; null by default. */
  readonly body?: string;
  readonly draft?: boolean;
  readonly prerelease?: boolean;
  readonly publishedAt?: Date;
}

/**
 * A release with everything that was not said of it. Its id is made of its tag, so that an event's release
 * is the one that was put in place.
 */
export function releaseOf(seed: ReleaseSeed, author = "mona"): GitHubRelease {
  const { repository = "acme/hotdog-app", tag, draft = false } = seed;
  const createdAt = seed.publishedAt ?? new Date();
  return {
    id: idOf(`${repository} release ${tag}`),
    repository,
    tag,
    name: seed.name ?? null,
    body: seed.body ?? null,
    draft,
    prerelease: seed.prerelease ?? false,
    author: { login: author, type: author.endsWith("[bot]") ? "Bot" : "User" },
    createdAt,
    publishedAt: draft ? null : createdAt,
  };
}

/**
 * A release as the API and events have it.
 * @param api address of the API; that of uploads is a host of its own on github.com alone
 */
export function releaseObject(release: GitHubRelease, api = "https://api.github.com") {
  const { id, repository, tag } = release;
  const place = `${api}/repos/${repository}`;
  const url = `${place}/releases/${id}`;
  return {
    url,
    html_url: pageOf(`${repository}/releases/tag/${pageTagOf(release)}`),
    assets_url: `${url}/assets`,
    upload_url: `${url.replace("https://api.", "https://uploads.")}/assets{?name,label}`,
    tarball_url: release.draft ? null : `${place}/tarball/${tag}`,
    zipball_url: release.draft ? null : `${place}/zipball/${tag}`,
    id,
    node_id: nodeId("RE", id),
    tag_name: tag,
    target_commitish: "main",
    name: release.name,
    body: release.body,
    draft: release.draft,
    prerelease: release.prerelease,
    created_at: stamp(release.createdAt),
    published_at: release.publishedAt && stamp(release.publishedAt),
    author: userObject(release.author),
    assets: [],
  };
}

/** A draft's tag is only its plan for one, and so not in its page's address. */
function pageTagOf({ draft, id, tag }: GitHubRelease): string {
  return draft ? `untagged-${id.toString(16).padStart(20, "0")}` : tag;
}

const shown = (store: Store, release: GitHubRelease) =>
  releaseObject(release, `${store.origin}/github`);

/** repos.listReleases: drafts are for those who may write alone. The newest first, by creation. */
export function listReleases(call: GitHubCall, repository: string): Reply {
  const { store } = call;
  const found = releasesOf(store, repository).filter(({ draft }) => !draft || mayWrite(call));
  return paged(call, found, (release) => shown(store, release));
}

/** A repository's releases, the newest first; of two of the same time the later one. */
function releasesOf(store: Store, repository: string): GitHubRelease[] {
  return store.releases
    .filter((release) => isSameRepository(release.repository, repository))
    .toReversed()
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

function mayWrite({ identity }: GitHubCall): boolean {
  return identity !== undefined && (identity.permissions?.contents ?? "write") === "write";
}

/** repos.getReleaseByTag: a published one, whoever asks. */
export function getReleaseByTag({ store }: GitHubCall, repository: string, tag = ""): Reply {
  const release = releasesOf(store, repository).find((one) => one.tag === tag && !one.draft);
  return release === undefined ? notFound() : json(200, shown(store, release));
}

/** repos.getLatestRelease: the newest that is neither a draft nor a prerelease. */
export function getLatestRelease({ store }: GitHubCall, repository: string): Reply {
  const release = releasesOf(store, repository).find((one) => !one.draft && !one.prerelease);
  return release === undefined ? notFound() : json(200, shown(store, release));
}

/**
 * repos.getRelease. A draft is refused to a workflow's token that may only read with the 403 that people
 * met (Kehl-io/nestweaver pull 359); that it is a 404 without a token is not documented.
 */
export function getRelease(call: GitHubCall, repository: string, id = ""): Reply {
  const release = findRelease(call.store, repository, id);
  if (release === undefined) return notFound();
  if (release.draft && !mayWrite(call))
    return call.identity === undefined ? notFound() : notPermitted();
  return json(200, shown(call.store, release));
}

function findRelease(store: Store, repository: string, id: string): GitHubRelease | undefined {
  return store.releases.find(
    (release) => release.id === Number(id) && isSameRepository(release.repository, repository),
  );
}

/** Characters of a release's notes: not documented, but said in the refusal. */
const LONGEST_BODY = 125_000;

/** repos.updateRelease: everybody's, drafts too. */
export function updateRelease(
  call: GitHubCall & { readonly identity: Identity },
  repository = "",
  id = "",
): Reply {
  const release = findRelease(call.store, repository, id);
  if (release === undefined) return notFound();
  const body = jsonBody(call) ?? {};
  const refusal = refusalOf(body);
  if (refusal !== undefined) return refusal;
  if (typeof body["name"] === "string") release.name = body["name"];
  if (typeof body["body"] === "string") release.body = body["body"];
  return json(200, shown(call.store, release));
}

/**
 * Only title and notes can be changed here. GitHub takes more (tag_name, draft, make_latest and others),
 * and nobody here sends them: they are refused, so that nobody believes that they did something.
 */
function refusalOf(fields: JsonObject): Reply | undefined {
  for (const [field, value] of Object.entries(fields)) {
    if (field !== "name" && field !== "body")
      return invalid("Release", field, `${field} can't be changed in the sandbox`);
    if (typeof value !== "string")
      return malformed(`For 'properties/${field}', ${value ?? "nil"} is not a string.`);
    if (field === "body" && value.length > LONGEST_BODY)
      return invalid("Release", field, `body is too long (maximum is ${LONGEST_BODY} characters)`);
  }
  return undefined;
}
