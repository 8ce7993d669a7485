import * as core from "@actions/core";
import type { GitHubClient } from "./client.ts";
import { repositoryParts } from "./repository.ts";
import { lacksPermission, wordsOf } from "./status.ts";

type State = "in_progress" | "success" | "failure" | "inactive";

export interface DeploymentPlace {
  readonly github: GitHubClient;
  /** `owner/name` */
  readonly repository: string;
  /** `acme/hotdog (PR #12)` */
  readonly environment: string;
  /** Page of the workflow run. */
  readonly logUrl: string;
}

/** A GitHub Deployment of this run; what goes wrong with it is a warning. */
export interface Deployment {
  set(state: State, environmentUrl?: string): Promise<void>;
}

/** Records that a commit is being deployed, to an environment that goes away again. */
export async function startDeployment(place: DeploymentPlace, sha: string): Promise<Deployment> {
  const { github, repository, environment } = place;
  const { owner, repo } = repositoryParts(repository);
  const id = await attempt(async () => {
    const { data } = await github.rest.repos.createDeployment({
      owner,
      repo,
      ref: sha,
      environment,
      transient_environment: true,
      production_environment: false,
      auto_merge: false,
      required_contexts: [],
    });
    return "id" in data ? data.id : undefined;
  });
  const deployment: Deployment = {
    async set(state, environmentUrl) {
      if (id !== undefined) await setState(place, id, state, environmentUrl);
    },
  };
  await deployment.set("in_progress");
  return deployment;
}

/** Marks every deployment to an environment as inactive. */
export async function endDeployments(place: DeploymentPlace): Promise<void> {
  const { github, repository, environment } = place;
  const { owner, repo } = repositoryParts(repository);
  const deployments = await attempt(() =>
    github.paginate(github.rest.repos.listDeployments, { owner, repo, environment, per_page: 100 }),
  );
  await Promise.all((deployments ?? []).map(({ id }) => setState(place, id, "inactive")));
}

async function setState(
  { github, repository, logUrl }: DeploymentPlace,
  id: number,
  state: State,
  environmentUrl?: string,
): Promise<void> {
  const { owner, repo } = repositoryParts(repository);
  await attempt(() =>
    github.rest.repos.createDeploymentStatus({
      owner,
      repo,
      deployment_id: id,
      state,
      log_url: logUrl,
      auto_inactive: true,
      ...(environmentUrl !== undefined && { environment_url: environmentUrl }),
    }),
  );
}

async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const remedy = lacksPermission(error)
      ? ' Give the job the permission "deployments: write", or set github-deployment to false.'
      : "";
    core.warning(`The GitHub Deployment could not be recorded: ${wordsOf(error)}.${remedy}`);
    return undefined;
  }
}
