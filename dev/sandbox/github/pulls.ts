import { json, type Reply } from "../http/http.ts";
import type { GitHubCall } from "./access.ts";
import { invalid, notFound } from "./errors.ts";
import { idOf, nodeId, pullAddresses, repositoryObject, userObject } from "./objects.ts";
import { paged } from "./pages.ts";
import { isSameRepository, type Pull, type Store, shaOf, stamp } from "./store.ts";

/** What may be said of a pull request that is put in place by hand, or that an event is about. */
export interface PullSeed {
  /** `acme/hotdog-app` by default. */
  readonly repository?: string;
  readonly number: number;
  readonly title?: string;
  /** Login of who opened it; one that ends in `[bot]` is a bot's. */
  readonly author?: string;
  readonly branch?: string;
  readonly headSha?: string;
  /** A fork's name, or null for a fork that was deleted since. */
  readonly headRepository?: string | null;
  /** The branch it goes to, `main` by default. */
  readonly base?: string;
  readonly state?: "open" | "closed";
  readonly merged?: boolean;
  readonly createdAt?: Date;
  readonly updatedAt?: Date;
  readonly closedAt?: Date;
}

/** A pull request with everything that was not said of it. */
export function pullOf(seed: PullSeed): Pull {
  const { number, repository = "acme/hotdog-app", author = "mona" } = seed;
  const isClosed = seed.closedAt !== undefined || seed.state === "closed" || seed.merged === true;
  const closedAt = isClosed ? (seed.closedAt ?? seed.updatedAt ?? new Date()) : null;
  const createdAt = seed.createdAt ?? closedAt ?? new Date();
  return {
    repository,
    number,
    title: seed.title ?? `Pull request ${number}`,
    author: { login: author, type: author.endsWith("[bot]") ? "Bot" : "User" },
    branch: seed.branch ?? `feature-${number}`,
    headSha: seed.headSha ?? shaOf(`${repository} ${number}`),
    headRepository: seed.headRepository === undefined ? repository : seed.headRepository,
    base: seed.base ?? "main",
    createdAt,
    updatedAt: seed.updatedAt ?? closedAt ?? createdAt,
    closedAt,
    mergedAt: seed.merged === true ? closedAt : null,
  };
}

/** The commit that merges a pull request, or tries to. */
export function mergeShaOf({ headSha, base }: Pull): string {
  return shaOf(`${headSha} into ${base}`);
}

/** A pull request as lists and events have it; `isFork` is of the repository itself. */
export function pullObject(pull: Pull, repository: { isFork?: boolean; isPrivate?: boolean } = {}) {
  const { number, base, author, headRepository } = pull;
  const isOwn = headRepository !== null && isSameRepository(headRepository, pull.repository);
  const headOwner = headRepository?.split("/")[0] ?? author.login;
  const baseOwner = pull.repository.split("/")[0] ?? "";
  const home = repositoryObject(pull.repository, repository);
  const id = idOf(`${pull.repository}#${number}`);
  return {
    id,
    node_id: nodeId("PR", id),
    ...pullAddresses(pull.repository, number, pull.headSha),
    number,
    state: pull.closedAt === null ? "open" : "closed",
    locked: false,
    title: pull.title,
    user: userObject(author),
    body: null,
    created_at: stamp(pull.createdAt),
    updated_at: stamp(pull.updatedAt),
    closed_at: pull.closedAt && stamp(pull.closedAt),
    merged_at: pull.mergedAt && stamp(pull.mergedAt),
    merge_commit_sha: mergeShaOf(pull),
    assignee: null,
    milestone: null,
    labels: [],
    auto_merge: null,
    author_association: "CONTRIBUTOR",
    draft: false,
    head: {
      label: `${headOwner}:${pull.branch}`,
      ref: pull.branch,
      sha: pull.headSha,
      user: headRepository === null ? null : userObject({ login: headOwner, type: "User" }),
      repo: isOwn ? home : headRepository && repositoryObject(headRepository, { isFork: true }),
    },
    base: {
      label: `${baseOwner}:${base}`,
      ref: base,
      sha: shaOf(`${pull.repository} ${base}`),
      user: home.owner,
      repo: home,
    },
  };
}

/** What a pull request has numbers of, which nobody asks for here. */
const COUNTS = [
  "comments",
  "review_comments",
  "commits",
  "additions",
  "deletions",
  "changed_files",
];
const SORTS = ["created", "updated"] as const;

/** pulls.list: popularity and long-running, which nobody here sorts by, are refused. */
export function listPulls(call: GitHubCall, repository: string): Reply {
  const { store } = call;
  const asked = (name: string): string | undefined => call.url.searchParams.get(name) || undefined;
  const state = asked("state") ?? "open";
  const sort = SORTS.find((known) => known === (asked("sort") ?? "created"));
  if (sort === undefined) return invalid("PullRequest", "sort", `sort must be ${SORTS.join(", ")}`);
  // The newest first, unless something but the date of creation was asked for.
  const direction = asked("direction") ?? (sort === "created" ? "desc" : "asc");
  const key = sort === "updated" ? "updatedAt" : "createdAt";
  const found = store.pulls
    .filter((pull) => isSameRepository(pull.repository, repository))
    .filter(({ closedAt }) => state === "all" || (state === "open") === (closedAt === null))
    .filter(({ base }) => base === (asked("base") ?? base))
    .filter(
      (pull) => pullObject(pull).head.label === (asked("head") ?? pullObject(pull).head.label),
    )
    .toSorted((a, b) => a[key].getTime() - b[key].getTime() || a.number - b.number);
  const ordered = direction === "desc" ? found.toReversed() : found;
  return paged(call, ordered, (pull) => pullObject(pull, store));
}

/** pulls.get, which returns more than the list. */
export function getPull({ store }: GitHubCall, repository: string, number = ""): Reply {
  const pull = findPull(store, repository, Number(number));
  if (pull === undefined) return notFound();
  return json(200, {
    ...pullObject(pull, store),
    merged: pull.mergedAt !== null,
    merged_by: null,
    mergeable: null,
    mergeable_state: "unknown",
    maintainer_can_modify: false,
    ...Object.fromEntries(COUNTS.map((name) => [name, 0])),
  });
}

export function findPull(store: Store, repository: string, number: number): Pull | undefined {
  return store.pulls.find(
    (pull) => pull.number === number && isSameRepository(pull.repository, repository),
  );
}
