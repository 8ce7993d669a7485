import * as v from "valibot";
import { object, optional, responseParser } from "../lib/parse-response.ts";

const ID = object({ id: v.number() });

/** An account or a bot; a bot's login ends in `[bot]`. */
const ACCOUNT = object({ login: v.string() });

/**
 * A comment; without an author where the account is deleted. GitHub's page saves what a person has edited with Windows
 * line ends, which would hide the lines that identify and record our own.
 */
export type Comment = v.InferOutput<typeof COMMENT>;
const COMMENT = v.pipe(
  object({ id: v.number(), body: optional(v.string()), user: optional(ACCOUNT) }),
  v.transform(({ id, body = "", user: author }) => ({
    id,
    body: body.replaceAll("\r\n", "\n"),
    author,
  })),
);

/** A release, its notes, and the names of its files; the title is the release's name, or else its tag. */
export type Release = v.InferOutput<typeof RELEASE>;
const RELEASE = v.pipe(
  object({
    id: v.number(),
    tag_name: v.string(),
    name: optional(v.string()),
    body: optional(v.string()),
    draft: optional(v.boolean()),
    prerelease: optional(v.boolean()),
    assets: v.array(object({ name: v.string() })),
  }),
  v.transform(({ id, tag_name: tag, name, body = "", draft, prerelease, assets }) => ({
    id,
    tag,
    title: name || tag,
    body,
    isDraft: draft ?? false,
    isPrerelease: prerelease ?? false,
    assets: assets.map((asset) => asset.name),
  })),
);

const PULL_REQUEST = v.pipe(
  object({ number: v.number(), head: object({ ref: v.string() }), updated_at: v.string() }),
  v.transform(({ number, head, updated_at }) => ({
    number,
    branch: head.ref,
    updatedAt: new Date(updated_at),
  })),
);

const COMMIT = v.pipe(
  object({ sha: v.string(), parents: v.array(object({ sha: v.string() })) }),
  v.transform(({ sha, parents }) => ({ sha, parents: parents.map((parent) => parent.sha) })),
);

/** Each of these throws an ActionError that names the field which is invalid. */
const parser = responseParser("GitHub");

export const parseComments = parser(v.array(COMMENT), "comments");
export const parseAccount = parser(ACCOUNT, "token's account");
export const parseViewer = parser(object({ viewer: ACCOUNT }), "token's account");
export const parseRelease = parser(RELEASE, "release");
export const parseReleases = parser(v.array(RELEASE), "releases");
export const parsePullRequests = parser(v.array(PULL_REQUEST), "pull requests");
export const parseCommits = parser(v.array(COMMIT), "commits");
/** The content is base64. */
export const parseContent = parser(object({ content: v.string() }), "file");
/** The state is `open` or `closed`. */
export const parsePullRequest = parser(
  object({ number: v.number(), state: v.string() }),
  "pull request",
);
/** Without an id when GitHub has only merged the base branch (202). */
export const parseDeployment = parser(object({ id: optional(v.number()) }), "deployment");
export const parseDeployments = parser(v.array(ID), "deployments");
