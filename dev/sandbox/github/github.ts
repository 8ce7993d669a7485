import type { Release } from "../mirror/mirror.ts";
import { commentsOf, putComment } from "./comments.ts";
import { repositoryId } from "./objects.ts";
import { type PullSeed, pullOf } from "./pulls.ts";
import { type ReleaseSeed, releaseOf } from "./release-notes.ts";
import { DEFAULT_REPOSITORY } from "./step-event.ts";
import {
  type Comment,
  type Commit,
  type Deployment,
  type GitHubRelease,
  type Identity,
  isSameRepository,
  newGitHubToken,
  newId,
  type Permissions,
  type Pull,
  type Store,
} from "./store.ts";

/** What the workflow's token may do, besides other traits; everything has a default. */
export interface GitHubOptions {
  readonly permissions?: Partial<Permissions>;
  /** Whether the repositories are private. */
  readonly isPrivate?: boolean;
}

export interface CommentSeed {
  readonly repository: string;
  readonly issue: number;
  readonly login: string;
  /** Bot by default for a login that ends in `[bot]`. */
  readonly type?: "Bot" | "User";
  readonly body: string;
  /** Slug of the app that it is made with. */
  readonly app?: string;
}

/** GitHub as tests see it and change it. */
export class GitHub {
  /** What the workflow's token may do; a change holds from the next request on. */
  readonly permissions: Permissions;
  /** The token of the workflow, which acts as `github-actions[bot]`. */
  readonly token: string;
  readonly store: Store;

  constructor(
    origin: string,
    cogReleases: ReadonlyMap<string, Release>,
    { permissions, isPrivate = false }: GitHubOptions = {},
  ) {
    this.permissions = {
      "pull-requests": "write",
      deployments: "write",
      contents: "write",
      ...permissions,
    };
    this.store = {
      origin,
      cogReleases,
      identities: new Map(),
      comments: [],
      pulls: [],
      commits: [],
      deployments: [],
      releases: [],
      renames: [],
      isPrivate,
      checks: "pending",
      areBranchesBehind: false,
      nextId: 2_400_000_000,
    };
    this.token = this.#addIdentity("github-actions[bot]", "installation", this.permissions);
  }

  /** A token that may do everything, of a person or of an app's bot (`my-app[bot]`). */
  addToken(login: string, kind: Identity["kind"]): string {
    return this.#addIdentity(login, kind, undefined);
  }

  #addIdentity(login: string, kind: Identity["kind"], permissions: Permissions | undefined) {
    const token = newGitHubToken(kind);
    this.store.identities.set(token, { token, login, kind, permissions });
    return token;
  }

  /** All comments as they are now, or those of a repository, or of one of its issues. */
  comments(repository?: string, issue?: number): readonly Comment[] {
    if (repository === undefined) return [...this.store.comments];
    if (issue !== undefined) return commentsOf(this.store, repository, issue);
    return this.store.comments.filter((one) => isSameRepository(one.repository, repository));
  }

  /** A comment that somebody else made. */
  addComment({ repository, issue, login, type, body, app }: CommentSeed): Comment {
    const author = { login, type: type ?? (login.endsWith("[bot]") ? "Bot" : "User") } as const;
    return putComment(this.store, { repository, issue, body, author, app });
  }

  /** Puts a commit in place, with the files that it changes. */
  addCommit({
    repository = DEFAULT_REPOSITORY,
    ...seed
  }: Omit<Commit, "repository"> & Partial<Commit>): void {
    this.store.commits.push({ repository, ...seed });
  }

  /** Renames a repository with all that it has. Its ID stays, and its former name redirects to it. */
  rename(from: string, to: string): void {
    const { comments, pulls, deployments, releases, commits, renames } = this.store;
    renames.push({ from, to, id: repositoryId(this.store, from) });
    for (const one of [comments, pulls, deployments, releases, commits].flat())
      if (isSameRepository(one.repository, from)) Object.assign(one, { repository: to });
  }

  get pulls(): readonly Pull[] {
    return this.store.pulls;
  }

  /** Puts a pull request in place, instead of the one that has its number. */
  addPull(seed: PullSeed): Pull {
    const pull = pullOf(seed);
    const { pulls } = this.store;
    const at = pulls.findIndex(
      ({ number, repository }) =>
        number === pull.number && isSameRepository(repository, pull.repository),
    );
    if (at === -1) pulls.push(pull);
    else pulls[at] = pull;
    return pull;
  }

  /** Puts commits in place, each one the parent of the next. */
  addHistory(repository: string, shas: readonly string[]): void {
    for (const [i, sha] of shas.entries())
      this.store.commits.push({ repository, sha, parents: shas.slice(Math.max(i - 1, 0), i) });
  }

  /** With their statuses, the newest of these first. */
  get deployments(): readonly Deployment[] {
    return this.store.deployments;
  }

  /** Puts a deployment in place that somebody else made. */
  addDeployment(seed: Omit<Deployment, "id">): Deployment {
    const deployment = { ...seed, id: newId(this.store) };
    this.store.deployments.push(deployment);
    return deployment;
  }

  /** In the order of their making, drafts among them. */
  get releases(): readonly GitHubRelease[] {
    return this.store.releases;
  }

  /** Puts a release in place, instead of the one that has its tag. */
  addRelease(seed: ReleaseSeed): GitHubRelease {
    const release = releaseOf(seed);
    const { releases } = this.store;
    const at = releases.findIndex(({ id }) => id === release.id);
    if (at === -1) releases.push(release);
    else releases[at] = release;
    return release;
  }
}
