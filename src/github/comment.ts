import * as core from "@actions/core";
import { redact } from "../lib/masks.ts";
import { truncateMarkdown } from "../markdown/truncate.ts";
import { type GitHubClient, githubErrorMessage, lacksPermission } from "./client.ts";
import { type Author, type Comment, parseAccount, parseComments } from "./parse.ts";

/** Characters; GitHub refuses longer comments. */
const MAX_LENGTH = 65_536;

/** Whose comments to read and write. */
export interface CommentTarget {
  readonly github: GitHubClient;
  /** The token that `github` sends. */
  readonly token: string;
  /** Of the pull request. */
  readonly number: number;
}

/** A comment to create or update. */
export interface CommentDraft {
  /** An HTML comment that begins the comment and identifies it. */
  readonly marker: string;
  readonly text: string;
  /** Decides from the existing comment's body, undefined without one, whether to write; default: always. */
  readonly isWanted?: (existing: string | undefined) => boolean;
}

/**
 * Creates or updates the one comment with this marker that was written with this token. A comment that has
 * this text already is left alone. Failures are warnings, because the step does not depend on the comment.
 */
export async function upsertComment(
  target: CommentTarget,
  { marker, text, isWanted = () => true }: CommentDraft,
): Promise<void> {
  const { github, number } = target;
  const body = truncateMarkdown(redact(`${marker}\n${text}`), MAX_LENGTH);
  const { issues } = github.rest;
  try {
    const existing = await findComment(target, marker);
    if (!isWanted(existing?.body)) return;
    if (existing === undefined)
      await issues.createComment({ ...github.repo, issue_number: number, body });
    else if (existing.body !== body)
      await issues.updateComment({ ...github.repo, comment_id: existing.id, body });
  } catch (error) {
    const hint = lacksPermission(error)
      ? ' Add the permission "pull-requests: write" to the job, or set preview-comment to false.'
      : "";
    core.warning(
      `Could not write the comment on pull request #${number}: ${githubErrorMessage(error)}.${hint}`,
    );
  }
}

/** Anyone can copy a marker into a comment, so the author has to match, too. */
async function findComment(
  { github, token, number }: CommentTarget,
  marker: string,
): Promise<Comment | undefined> {
  const comments = await github.paginate(github.rest.issues.listComments, {
    ...github.repo,
    issue_number: number,
    per_page: 100,
  });
  const marked = parseComments(comments).filter(({ body }) => body.startsWith(`${marker}\n`));
  if (marked.length === 0) return undefined;
  const isOwn = await ownershipTest(github, token);
  return marked.find(({ author }) => author !== undefined && isOwn(author));
}

/**
 * Tests whether an author writes with this token. The token of an installation, such as the workflow's own,
 * writes as a bot and cannot read its own account; every other token can.
 */
async function ownershipTest(
  github: GitHubClient,
  token: string,
): Promise<(author: Author) => boolean> {
  if (token.startsWith("ghs_")) return ({ type }) => type === "Bot";
  const { data } = await github.rest.users.getAuthenticated();
  const own = parseAccount(data).login;
  return ({ login }) => login === own;
}
