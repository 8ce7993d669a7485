import { reader } from "../lib/json.ts";

/** Who wrote something on GitHub. */
export interface Author {
  readonly login: string;
  /** `User` or `Bot` */
  readonly type: string;
}

export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Undefined where the account is gone. */
  readonly author: Author | undefined;
}

/** A release with its notes. */
export interface ReleaseNotes {
  readonly id: number;
  readonly tag: string;
  /** `v1.2.0`, or the name that people gave it. */
  readonly title: string;
  readonly body: string;
  readonly isDraft: boolean;
}

/** A release with its files. */
export interface ReleaseFiles {
  readonly tag: string;
  readonly isDraft: boolean;
  readonly isPrerelease: boolean;
  /** Names of its files. */
  readonly assets: readonly string[];
}

/** A pull request of a list. */
export interface ListedPullRequest {
  readonly number: number;
  readonly branch: string;
  readonly updatedAt: Date;
}

export function parseComments(answer: unknown): Comment[] {
  const read = reader("GitHub's answer about the comments");
  return read.list(answer).map((entry) => {
    const comment = read.record(entry);
    const user = read.optionalRecord(comment, "user");
    return {
      id: read.number(comment, "id"),
      body: read.optionalText(comment, "body") ?? "",
      author: user && { login: read.text(user, "login"), type: read.text(user, "type") },
    };
  });
}

/** The login of whoever a token belongs to. */
export function parseLogin(answer: unknown): string {
  const read = reader("GitHub's answer about the token's account");
  return read.text(read.record(answer), "login");
}

/** Releases with their notes. */
export function parseReleases(answer: unknown): ReleaseNotes[] {
  return reader("GitHub's answer about the releases").list(answer).map(parseRelease);
}

export function parseRelease(answer: unknown): ReleaseNotes {
  const read = reader("GitHub's answer about the release");
  const release = read.record(answer);
  const tag = read.text(release, "tag_name");
  return {
    id: read.number(release, "id"),
    tag,
    title: read.optionalText(release, "name") || tag,
    body: read.optionalText(release, "body") ?? "",
    isDraft: read.optionalFlag(release, "draft") ?? false,
  };
}

/** Releases with their files. */
export function parseReleaseFiles(answer: unknown): ReleaseFiles[] {
  const read = reader("GitHub's answer about the releases");
  return read.list(answer).map((entry) => {
    const release = read.record(entry);
    const assets = read.list(release["assets"], "assets");
    return {
      tag: read.text(release, "tag_name"),
      isDraft: read.optionalFlag(release, "draft") ?? false,
      isPrerelease: read.optionalFlag(release, "prerelease") ?? false,
      assets: assets.map((asset) => read.text(read.record(asset), "name")),
    };
  });
}

export function parsePullRequests(answer: unknown): ListedPullRequest[] {
  const read = reader("GitHub's answer about the pull requests");
  return read.list(answer).map((entry) => {
    const pull = read.record(entry);
    return {
      number: read.number(pull, "number"),
      branch: read.text(read.record(pull["head"], "head"), "ref"),
      updatedAt: new Date(read.text(pull, "updated_at")),
    };
  });
}

/** `open` or `closed` */
export function parsePullRequestState(answer: unknown): string {
  const read = reader("GitHub's answer about the pull request");
  return read.text(read.record(answer), "state");
}

/** Ids of Deployments. */
export function parseDeployments(answer: unknown): number[] {
  const read = reader("GitHub's answer about the deployments");
  return read.list(answer).map((entry) => read.number(read.record(entry), "id"));
}

/** The id of a Deployment that was made; undefined when GitHub has only merged something (202). */
export function parseDeployment(answer: unknown): number | undefined {
  const read = reader("GitHub's answer about the deployment");
  return read.optionalNumber(read.record(answer), "id");
}
