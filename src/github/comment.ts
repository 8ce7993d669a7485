import { errorMessage } from "../lib/errors.ts";
import { debug, info, warning } from "../lib/log.ts";
import { redact } from "../lib/masks.ts";
import { truncateMarkdown } from "../lib/truncate-markdown.ts";
import {
  type GitHubClient,
  githubErrorMessage,
  lacksPermission,
  readList,
  remedyFor,
  statusOf,
} from "./client.ts";
import { type Comment, parseAccount, parseComments, parseViewer } from "./parse.ts";
import type { PullRequestTarget } from "./pull-request.ts";

/** Characters; GitHub rejects longer comments. */
const MAX_LENGTH = 65_536;

export interface CommentDraft {
  /** An HTML comment that begins the comment and identifies it. */
  readonly marker: string;
  /**
   * Renders what follows the marker.
   * @param existing bodies of the comment as it is: none without one, several if runs at the same time created it.
   * @returns undefined: nothing is written.
   */
  readonly render: (existing: readonly string[]) => string | undefined;
}

/**
 * Creates or updates the one comment with this marker that was written with this token, and deletes others that runs at
 * the same time created. A comment that already has this text is not changed. Failures are warnings, because the step
 * does not depend on the comment.
 */
export async function upsertComment(
  target: PullRequestTarget,
  { marker, render }: CommentDraft,
): Promise<void> {
  const { github, number } = target;
  try {
    const { own, ofBots } = await findComments(target, `${marker}\n`);
    const [existing, ...others] = own;
    const text = render(own.map(({ body }) => body));
    if (text === undefined) return;
    const body = truncateMarkdown(redact(`${marker}\n${text}`), MAX_LENGTH);
    const isWritten =
      existing !== undefined &&
      (existing.body === body || (await updateOne(github, [existing, ...ofBots], body)));
    const { rest, repo } = github;
    if (!isWritten) await rest.issues.createComment({ ...repo, issue_number: number, body });
    for (const { id } of others) await rest.issues.deleteComment({ ...repo, comment_id: id });
  } catch (error) {
    const hint = remedyFor(error, "pull-requests: write", "preview-comment");
    warning(
      "comment-failed",
      `Could not write the comment on pull request #${number}: ${githubErrorMessage(error)}.${hint}`,
    );
  }
}

/**
 * Updates the first comment that the token can update: where the account is only assumed, the first one can be another
 * app's. Such a refusal shows that the token cannot update what others wrote, so the next ones are safe to try.
 * @returns false when there is none, or when the comment was deleted in the meantime.
 */
async function updateOne(
  { rest, repo }: GitHubClient,
  comments: readonly Comment[],
  body: string,
): Promise<boolean> {
  for (const { id } of comments)
    try {
      await rest.issues.updateComment({ ...repo, comment_id: id, body });
      return true;
    } catch (error) {
      if (statusOf(error) === 404) return false;
      if (!lacksPermission(error)) throw error;
      debug(`Comment ${id} cannot be updated with github-token.`);
    }
  return false;
}

/** The texts of our comments that begin so, without any when GitHub refuses to list them. */
export async function readOwnComments(
  target: PullRequestTarget,
  start: string,
): Promise<readonly string[]> {
  try {
    const { own } = await findComments(target, start);
    return own.map(({ body }) => body);
  } catch (error) {
    debug(`Could not list the comments of pull request #${target.number}: ${errorMessage(error)}`);
    return [];
  }
}

/**
 * Finds the comments that begin so. Anyone can copy a marker into a comment, so the author has to match, too.
 * @returns those that were written with this token, and those of other bots, newest first.
 * @throws {Error} of Octokit when GitHub refuses.
 */
async function findComments(
  { github, token, number }: PullRequestTarget,
  start: string,
): Promise<{ own: readonly Comment[]; ofBots: readonly Comment[] }> {
  const issue = { ...github.repo, issue_number: number };
  const comments = await readList(
    "comments",
    (page) => github.rest.issues.listComments({ ...issue, ...page }),
    parseComments,
  );
  const marked = comments.filter(({ body }) => body.startsWith(start));
  if (marked.length === 0) return { own: [], ofBots: [] };
  const login = await ownLogin(github, token);
  const { own = [], others = [] } = Object.groupBy(marked, ({ author }) =>
    author?.login === login ? "own" : "others",
  );
  for (const { id, author } of others)
    info(`Comment ${id} of ${author?.login} has this action's marker. It is not changed.`);
  return { own, ofBots: others.filter(({ author }) => author?.login.endsWith("[bot]")).reverse() };
}

/** Who writes with the workflow's own token (GitHub's documentation, "GITHUB_TOKEN"). */
const WORKFLOW_BOT = "github-actions[bot]";

/**
 * Reads the login that comments with this token have. The token of an installation, such as the workflow's own,
 * cannot read its account, but GraphQL's `viewer` returns its bot (joshjohanning/bulk-github-repo-settings-sync-action
 * pull request 194, fullsend-ai/fullsend pull request 1953).
 * @returns for an installation whose bot cannot be read: the workflow's own bot.
 */
async function ownLogin(github: GitHubClient, token: string): Promise<string> {
  if (!token.startsWith("ghs_"))
    return parseAccount((await github.rest.users.getAuthenticated()).data).login;
  try {
    return parseViewer(await github.graphql("{ viewer { login } }")).viewer.login;
  } catch (error) {
    debug(`Could not read the bot that github-token belongs to: ${githubErrorMessage(error)}`);
    return WORKFLOW_BOT;
  }
}
