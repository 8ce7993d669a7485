import type { Http } from "../http/request.ts";
import { errorMessage, wrapError } from "../lib/errors.ts";
import { debug } from "../lib/log.ts";
import {
  type GitHubAccess,
  type GitHubClient,
  githubErrorMessage,
  lacksPermission,
  openGitHub,
  readPages,
} from "./client.ts";
import { parsePullRequest, parsePullRequests } from "./parse.ts";

/** An open connection to GitHub, and the pull request that it is for. */
export interface PullRequestTarget {
  readonly github: GitHubClient;
  /** What `github` sends. */
  readonly token: string;
  readonly number: number;
}

/** Reads whether a pull request is open or closed now; unknown when GitHub does not answer. */
export async function readState({
  github,
  number,
}: Omit<PullRequestTarget, "token">): Promise<"open" | "closed" | "unknown"> {
  try {
    const { data } = await github.rest.pulls.get({ ...github.repo, pull_number: number });
    const { number: found, state } = parsePullRequest(data);
    return found === number && (state === "open" || state === "closed") ? state : "unknown";
  } catch (error) {
    debug(`Could not read the state of pull request #${number}: ${errorMessage(error)}`);
    return "unknown";
  }
}

/** A pull request that is closed, merged or not. */
export interface ClosedPullRequest {
  readonly number: number;
  readonly branch: string;
}

/**
 * Lists the repository's closed pull requests that were updated since a time, newest first.
 * @throws {ActionError} when GitHub refuses.
 */
export async function listClosedPullRequests(
  http: Http,
  access: GitHubAccess,
  since: Date,
): Promise<ClosedPullRequest[]> {
  const { rest, repo } = await openGitHub(http, access);
  const closed: ClosedPullRequest[] = [];
  const filter = { ...repo, state: "closed", sort: "updated", direction: "desc" } as const;
  const pages = readPages("pull requests", (page) => rest.pulls.list({ ...filter, ...page }));
  try {
    for await (const data of pages) {
      const page = parsePullRequests(data);
      const recent = page.filter(({ updatedAt }) => updatedAt >= since);
      closed.push(...recent);
      if (recent.length < page.length) break;
    }
    return closed;
  } catch (cause) {
    throw wrapError(cause, {
      code: "github-pulls-unreadable",
      message: `Could not list the pull requests of ${access.repository}: ${githubErrorMessage(cause)}.`,
      hint: lacksPermission(cause)
        ? 'Add the permission "pull-requests: read" to the job.'
        : 'Check that the job has the permission "pull-requests: read", and run it again later.',
    });
  }
}
