import * as core from "@actions/core";
import { redact } from "../lib/masks.ts";
import type { GitHubClient } from "./client.ts";
import { type Author, type Comment, parseComments, parseLogin } from "./parse.ts";
import { repositoryParts } from "./repository.ts";
import { githubErrorMessage, lacksPermission } from "./status.ts";
import { truncateMarkdown } from "./truncate-markdown.ts";

/** GitHub takes no longer comment. Characters. */
const LONGEST_BODY = 65_536;

export interface CommentTarget {
  readonly github: GitHubClient;
  /** The token that `github` acts with. */
  readonly token: string;
  /** `owner/name` */
  readonly repository: string;
  /** Of the pull request. */
  readonly number: number;
}

/**
 * Keeps one comment on a pull request up to date: the one that begins with the marker and was written by
 * us, made when there is none, left alone when nothing changed. What goes wrong is a warning: the comment
 * is not what the step is for.
 * @param marker an HTML comment that tells this comment from others.
 * @param wanted decides by what our comment says now, undefined when there is none.
 */
export async function upsertComment(
  place: CommentTarget,
  marker: string,
  text: string,
  wanted: (existing: string | undefined) => boolean = () => true,
): Promise<void> {
  const { owner, repo } = repositoryParts(place.repository);
  const body = truncateMarkdown(redact(`${marker}\n${text}`), LONGEST_BODY);
  const { issues } = place.github.rest;
  try {
    const existing = await findComment(place, owner, repo, marker);
    if (!wanted(existing?.body)) return;
    if (existing === undefined)
      await issues.createComment({ owner, repo, issue_number: place.number, body });
    else if (existing.body !== body)
      await issues.updateComment({ owner, repo, comment_id: existing.id, body });
  } catch (error) {
    const remedy = lacksPermission(error)
      ? ' Give the job the permission "pull-requests: write", or set preview-comment to false.'
      : "";
    core.warning(
      `The comment on pull request #${place.number} could not be written: ${githubErrorMessage(error)}.${remedy}`,
    );
  }
}

/** Anyone can paste a marker, so the author has to be us as well. */
async function findComment(
  { github, token, number }: CommentTarget,
  owner: string,
  repo: string,
  marker: string,
): Promise<Comment | undefined> {
  const comments = await github.paginate(github.rest.issues.listComments, {
    owner,
    repo,
    issue_number: number,
    per_page: 100,
  });
  const marked = parseComments(comments).filter(({ body }) => body.startsWith(`${marker}\n`));
  if (marked.length === 0) return undefined;
  const isOurs = await authorTest(github, token);
  return marked.find(({ author }) => author !== undefined && isOurs(author));
}

/**
 * Who writes with this token. An installation's token, as the workflow's own is, writes as a bot and may
 * not ask for its own name; any other may.
 */
async function authorTest(
  github: GitHubClient,
  token: string,
): Promise<(author: Author) => boolean> {
  if (token.startsWith("ghs_")) return ({ type }) => type === "Bot";
  const { data } = await github.rest.users.getAuthenticated();
  const own = parseLogin(data);
  return ({ login }) => login === own;
}
