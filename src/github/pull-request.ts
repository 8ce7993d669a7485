import type { Http } from "../http/request.ts";
import { errorMessage, wrapError } from "../lib/errors.ts";
import { debug } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import {
  type GitHubAccess,
  type GitHubClient,
  githubErrorMessage,
  lacksPermission,
  openGitHub,
} from "./client.ts";
import { type CommentDraft, findComments, upsertComment } from "./comment.ts";
import { type DeploymentTarget, endDeployments } from "./deployment.ts";
import { readFileVersions } from "./file-history.ts";
import { parsePullRequest, parsePullRequests } from "./parse.ts";

interface PullRequestAccess extends GitHubAccess {
  readonly token: string;
  readonly number: number;
  /** URL of the workflow run. */
  readonly runUrl: string;
}

/** A pull request on GitHub: its state, our comment on it, and the deployments of its previews. */
export class PullRequestClient {
  readonly #pull: PullRequestAccess & { readonly github: GitHubClient };

  private constructor(github: GitHubClient, access: PullRequestAccess) {
    this.#pull = { ...access, github };
  }

  static async open(http: Http, access: PullRequestAccess): Promise<PullRequestClient> {
    return new PullRequestClient(await openGitHub(http, access), access);
  }

  /** Creates or updates our comment; see upsertComment. */
  comment(draft: CommentDraft): Promise<void> {
    return upsertComment(this.#pull, draft);
  }

  /** The texts of our comments that begin so, without any when GitHub refuses to list them. */
  async ownComments(start: string): Promise<readonly string[]> {
    try {
      const { own } = await findComments(this.#pull, start);
      return own.map(({ body }) => body);
    } catch (error) {
      const { number } = this.#pull;
      debug(`Could not list the comments of pull request #${number}: ${errorMessage(error)}`);
      return [];
    }
  }

  /** The texts of files at its commits; see readFileVersions. */
  fileVersions(headSha: string, paths: readonly string[]): Promise<string[][]> {
    return readFileVersions(this.#pull, headSha, paths);
  }

  /** Whether it is closed now; false when GitHub does not answer. */
  async isClosed(): Promise<boolean> {
    const { number, github } = this.#pull;
    try {
      const { data } = await github.rest.pulls.get({ ...github.repo, pull_number: number });
      return parsePullRequest(data).state === "closed";
    } catch (error) {
      debug(`Could not read the state of pull request #${number}: ${errorMessage(error)}`);
      return false;
    }
  }

  /** The environment of a preview model. */
  environment(model: ModelName): DeploymentTarget {
    const { github, number, runUrl } = this.#pull;
    const environment = `${fullName(model)} (PR #${number})`;
    return { github, environment, kind: "preview", logUrl: runUrl };
  }

  /** Marks the deployments to these preview models as inactive. */
  endDeployments(models: readonly ModelName[]): Promise<void> {
    return endDeployments(models.map((model) => this.environment(model)));
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
  const { paginate, rest, repo } = await openGitHub(http, access);
  const closed: ClosedPullRequest[] = [];
  const filter = { state: "closed", sort: "updated", direction: "desc", per_page: 100 } as const;
  try {
    for await (const { data } of paginate.iterator(rest.pulls.list, { ...repo, ...filter })) {
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
