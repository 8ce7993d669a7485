import type { Http } from "../http/request.ts";
import { ActionError } from "../lib/errors.ts";
import { type GitHubAccess, openGitHub } from "./client.ts";
import { parsePullRequests } from "./parse.ts";
import { repositoryParts } from "./repository.ts";
import { githubErrorMessage, lacksPermission } from "./status.ts";

/** A pull request that is closed, merged or not. */
export interface ClosedPullRequest {
  readonly number: number;
  readonly branch: string;
}

/**
 * Lists a repository's pull requests that were closed and not touched before a time, newest first; no
 * page is asked for beyond it.
 * @throws {ActionError} when GitHub does not answer with them.
 */
export async function listClosedPullRequests(
  http: Http,
  access: GitHubAccess,
  repository: string,
  since: Date,
): Promise<ClosedPullRequest[]> {
  const github = openGitHub(http, access);
  const { owner, repo } = repositoryParts(repository);
  const found: ClosedPullRequest[] = [];
  try {
    const pages = github.paginate.iterator(github.rest.pulls.list, {
      owner,
      repo,
      state: "closed",
      sort: "updated",
      direction: "desc",
      per_page: 100,
    });
    for await (const { data } of pages) {
      const pulls = parsePullRequests(data);
      const recent = pulls.filter(({ updatedAt }) => updatedAt >= since);
      found.push(...recent);
      if (recent.length < pulls.length) break;
    }
    return found;
  } catch (cause) {
    throw new ActionError(
      {
        code: "github-pulls-unreadable",
        message: `GitHub does not list the pull requests of ${repository}: ${githubErrorMessage(cause)}.`,
        hint: lacksPermission(cause)
          ? 'Give the job the permission "pull-requests: read".'
          : 'Run the job again later, and check that it has the permission "pull-requests: read".',
      },
      { cause },
    );
  }
}
