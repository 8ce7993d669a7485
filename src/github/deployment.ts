import * as core from "@actions/core";
import type { GitHubClient } from "./client.ts";
import { parseDeployment, parseDeployments } from "./parse.ts";
import { repositoryParts } from "./repository.ts";
import { githubErrorMessage, lacksPermission } from "./status.ts";

type State = "in_progress" | "success" | "failure" | "inactive";

export interface DeploymentTarget {
  readonly github: GitHubClient;
  /** `owner/name` */
  readonly repository: string;
  /** `acme/hotdog (PR #12)` */
  readonly environment: string;
  /** Page of the workflow run. */
  readonly logUrl: string;
}

/** A GitHub Deployment of this run; what goes wrong with it is one warning. */
export interface Deployment {
  set(state: State, environmentUrl?: string): Promise<void>;
}

/** Records that a commit is being deployed, to an environment that goes away again. */
export async function startDeployment(place: DeploymentTarget, sha: string): Promise<Deployment> {
  const { github, repository, environment } = place;
  const { owner, repo } = repositoryParts(repository);
  const attempt = warnOnce();
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
    return parseDeployment(data);
  });
  const deployment: Deployment = {
    async set(state, environmentUrl) {
      if (id !== undefined) await attempt(() => setState(place, id, state, environmentUrl));
    },
  };
  await deployment.set("in_progress");
  return deployment;
}

/** Marks every deployment to each of these environments as inactive. */
export async function endDeployments(places: readonly DeploymentTarget[]): Promise<void> {
  const attempt = warnOnce();
  const ends = places.map(async (place) => {
    const ids = (await attempt(() => listDeployments(place))) ?? [];
    await Promise.all(ids.map((id) => attempt(() => setState(place, id, "inactive"))));
  });
  await Promise.all(ends);
}

async function listDeployments({ github, repository, environment }: DeploymentTarget) {
  const { owner, repo } = repositoryParts(repository);
  const filter = { owner, repo, environment, per_page: 100 };
  return parseDeployments(await github.paginate(github.rest.repos.listDeployments, filter));
}

async function setState(
  { github, repository, logUrl }: DeploymentTarget,
  id: number,
  state: State,
  environmentUrl?: string,
): Promise<void> {
  const { owner, repo } = repositoryParts(repository);
  await github.rest.repos.createDeploymentStatus({
    owner,
    repo,
    deployment_id: id,
    state,
    log_url: logUrl,
    auto_inactive: true,
    ...(environmentUrl !== undefined && { environment_url: environmentUrl }),
  });
}

/** Tries each thing that it is given, and warns of the first that fails: the others fail alike. */
function warnOnce(): <T>(work: () => Promise<T>) => Promise<T | undefined> {
  let isTold = false;
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      if (!isTold) core.warning(notRecorded(error));
      isTold = true;
      return undefined;
    }
  };
}

function notRecorded(error: unknown): string {
  const remedy = lacksPermission(error)
    ? ' Give the job the permission "deployments: write", or set github-deployment to false.'
    : "";
  return `The GitHub Deployment could not be recorded: ${githubErrorMessage(error)}.${remedy}`;
}
