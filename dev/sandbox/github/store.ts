import { createHash, randomBytes } from "node:crypto";
import type { Release } from "../mirror/mirror.ts";

/** Permissions of a workflow's token, by their names in a workflow's `permissions:`. */
export const PERMISSIONS = ["pull-requests", "deployments", "contents"] as const;
export type Permission = (typeof PERMISSIONS)[number];
export type Permissions = Record<Permission, "write" | "read" | "none">;

/** Who acts with a token. */
export interface Identity {
  readonly token: string;
  readonly login: string;
  /** An installation token belongs to an app and acts as its bot; a workflow's token is one, too. */
  readonly kind: "personal" | "installation";
  /** Undefined: everything that its owner may do. */
  readonly permissions: Permissions | undefined;
}

export interface Author {
  readonly login: string;
  readonly type: "Bot" | "User";
}

/** A comment on an issue or a pull request, which is the same to GitHub. */
export interface Comment {
  readonly id: number;
  /** `owner/name` as it was said when the comment was made. */
  readonly repository: string;
  readonly issue: number;
  body: string;
  readonly author: Author;
  /** The app that it was made with. */
  readonly app: string | undefined;
  readonly createdAt: Date;
  updatedAt: Date;
}

/** A commit of a repository, as far as its history is asked for. */
export interface Commit {
  readonly repository: string;
  readonly sha: string;
  readonly parents: readonly string[];
  /** The pull request that it is a commit of. */
  readonly pull?: number;
  /** The texts of the files that it changes. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A repository that was renamed. */
export interface Rename {
  readonly from: string;
  readonly to: string;
  readonly id: number;
}

/** A pull request; a test may change what can change. */
export interface Pull {
  readonly repository: string;
  readonly number: number;
  title: string;
  readonly author: Author;
  readonly branch: string;
  headSha: string;
  /** Another one than `repository` for a fork; null when the fork was deleted. */
  readonly headRepository: string | null;
  readonly base: string;
  readonly createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
  mergedAt: Date | null;
}

export const STATES = [
  "error",
  "failure",
  "inactive",
  "in_progress",
  "queued",
  "pending",
  "success",
] as const;

export interface DeploymentStatus {
  readonly id: number;
  readonly state: (typeof STATES)[number];
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly description: string;
  readonly creator: Author;
  readonly createdAt: Date;
}

export interface Deployment {
  readonly id: number;
  readonly repository: string;
  readonly ref: string;
  readonly sha: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  readonly payload: unknown;
  readonly isTransient: boolean;
  readonly isProduction: boolean;
  readonly creator: Author;
  readonly app: string | undefined;
  readonly createdAt: Date;
  /** The newest first, as the API lists them. */
  readonly statuses: DeploymentStatus[];
}

/** A release of somebody's repository; those of Cog are the mirror's. */
export interface GitHubRelease {
  readonly id: number;
  readonly repository: string;
  readonly tag: string;
  name: string | null;
  body: string | null;
  readonly draft: boolean;
  readonly prerelease: boolean;
  readonly author: Author;
  readonly createdAt: Date;
  /** Null for a draft. */
  readonly publishedAt: Date | null;
}

/** What GitHub knows. Repositories and issues exist as soon as somebody asks for them. */
export interface Store {
  readonly origin: string;
  /** Of Cog. */
  readonly cogReleases: ReadonlyMap<string, Release>;
  /** By token. */
  readonly identities: Map<string, Identity>;
  /** In the order of their making, all repositories together. */
  readonly comments: Comment[];
  readonly pulls: Pull[];
  readonly commits: Commit[];
  readonly deployments: Deployment[];
  readonly releases: GitHubRelease[];
  readonly renames: Rename[];
  /** A private repository shows nothing to those who have no permission. */
  isPrivate: boolean;
  /** State of the checks on every commit: the workflow that asks is usually one of them. */
  checks: "pending" | "success";
  /** Whether the branches lack commits of their base, and conflict with them. */
  areBranchesBehind: boolean;
  nextId: number;
}

/** Ids rise in the order of creation, all kinds together. */
export function newId(store: Store): number {
  store.nextId += 1;
  return store.nextId;
}

/** `ghs_` for an installation, `ghp_` for a person, and 36 characters. */
export function newGitHubToken(kind: Identity["kind"]): string {
  return `${kind === "installation" ? "ghs" : "ghp"}_${randomBytes(18).toString("hex")}`;
}

export function isSameRepository(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** A commit's name for somebody who has no commit. */
export function shaOf(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

/** A time as GitHub writes it: in whole seconds. */
export function stamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Who a token acts as. */
export function authorOf({ login, kind }: Identity): Author {
  return { login, type: kind === "installation" ? "Bot" : "User" };
}

/** The app behind a token: `my-app` for `my-app[bot]`. */
export function appOf({ login, kind }: Identity): string | undefined {
  return kind === "installation" ? login.replace(/\[bot\]$/, "") : undefined;
}
