import type { Http } from "../http/request.ts";
import { errorMessage } from "../lib/errors.ts";
import { debug } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { GitHubClient } from "./client.ts";
import { upsertComment } from "./comment.ts";
import { type Deployment, endDeployments, startDeployment } from "./deployment.ts";
import { parsePullRequestState } from "./parse.ts";
import { repositoryParts } from "./repository.ts";

/** Where a pull request is, and as whom it is written to. */
export interface PullRequestAccess {
  readonly apiUrl: string;
  readonly token: string;
  /** `owner/name` */
  readonly repository: string;
  readonly number: number;
  /** Page of the workflow run. */
  readonly runUrl: string;
}

/** A pull request on GitHub, as far as a preview is told of there. */
export class PullRequestClient {
  readonly #github: GitHubClient;
  readonly #access: PullRequestAccess;

  private constructor(github: GitHubClient, access: PullRequestAccess) {
    this.#github = github;
    this.#access = access;
  }

  /** Loads Octokit, which nothing but pull requests and version ranges needs. */
  static async open(http: Http, access: PullRequestAccess): Promise<PullRequestClient> {
    const { openGitHub } = await import("./client.ts");
    return new PullRequestClient(openGitHub(http, access), access);
  }

  /** Keeps our comment up to date; see keepComment. */
  comment(
    marker: string,
    text: string,
    wanted?: (existing: string | undefined) => boolean,
  ): Promise<void> {
    return upsertComment({ github: this.#github, ...this.#access }, marker, text, wanted);
  }

  /** Whether it is closed now; undefined when GitHub does not say. */
  async isClosed(): Promise<boolean | undefined> {
    const { repository, number } = this.#access;
    const { owner, repo } = repositoryParts(repository);
    try {
      const { data } = await this.#github.rest.pulls.get({ owner, repo, pull_number: number });
      return parsePullRequestState(data) === "closed";
    } catch (error) {
      debug(`the state of pull request #${number} can't be read: ${errorMessage(error)}`);
      return undefined;
    }
  }

  startDeployment(model: ModelName, sha: string): Promise<Deployment> {
    return startDeployment(this.#deploymentPlace(model), sha);
  }

  endDeployments(models: readonly ModelName[]): Promise<void> {
    return endDeployments(models.map((model) => this.#deploymentPlace(model)));
  }

  #deploymentPlace(model: ModelName) {
    const { repository, number, runUrl } = this.#access;
    const environment = `${fullName(model)} (PR #${number})`;
    return { github: this.#github, repository, environment, logUrl: runUrl };
  }
}
