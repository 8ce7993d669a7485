import * as core from "@actions/core";
import { type GitHubClient, githubErrorMessage, remedyFor } from "./client.ts";
import { parseDeployment, parseDeployments } from "./parse.ts";

type State = "in_progress" | "success" | "failure" | "inactive";

/** An environment, and the workflow run that deploys to it. */
export interface DeploymentTarget {
  readonly github: GitHubClient;
  /** `acme/hotdog (PR #12)` */
  readonly environment: string;
  /** URL of the workflow run. */
  readonly logUrl: string;
}

/** A GitHub Deployment of this run. */
export interface Deployment {
  set(state: State, environmentUrl?: string): Promise<void>;
}

/**
 * Creates a GitHub Deployment of a commit to a transient environment. Failures are one warning, here and in
 * every `set`.
 */
export async function startDeployment(target: DeploymentTarget, sha: string): Promise<Deployment> {
  const { github, environment } = target;
  const attempt = warnOnce();
  const { id } = (await attempt(async () => {
    const { data } = await github.rest.repos.createDeployment({
      ...github.repo,
      ref: sha,
      environment,
      transient_environment: true,
      production_environment: false,
      auto_merge: false,
      required_contexts: [],
    });
    return parseDeployment(data);
  })) ?? { id: undefined };
  const deployment: Deployment = {
    async set(state, environmentUrl) {
      if (id !== undefined) await attempt(() => setState(target, id, state, environmentUrl));
    },
  };
  await deployment.set("in_progress");
  return deployment;
}

/** Marks all deployments to these environments as inactive. Failures are one warning. */
export async function endDeployments(targets: readonly DeploymentTarget[]): Promise<void> {
  const attempt = warnOnce();
  const ends = targets.map(async (target) => {
    const deployments = (await attempt(() => listDeployments(target))) ?? [];
    await Promise.all(deployments.map(({ id }) => attempt(() => setState(target, id, "inactive"))));
  });
  await Promise.all(ends);
}

async function listDeployments({ github, environment }: DeploymentTarget) {
  const filter = { ...github.repo, environment, per_page: 100 };
  return parseDeployments(await github.paginate(github.rest.repos.listDeployments, filter));
}

async function setState(
  { github, logUrl }: DeploymentTarget,
  id: number,
  state: State,
  environmentUrl?: string,
): Promise<void> {
  await github.rest.repos.createDeploymentStatus({
    ...github.repo,
    deployment_id: id,
    state,
    log_url: logUrl,
    auto_inactive: true,
    ...(environmentUrl !== undefined && { environment_url: environmentUrl }),
  });
}

/** Runs each function that it gets, and warns of the first that fails, as the others fail alike. */
function warnOnce(): <T>(work: () => Promise<T>) => Promise<T | undefined> {
  let hasWarned = false;
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      if (!hasWarned) core.warning(warningOf(error));
      hasWarned = true;
      return undefined;
    }
  };
}

function warningOf(error: unknown): string {
  const hint = remedyFor(error, "deployments: write", "github-deployment");
  return `Could not record the GitHub Deployment: ${githubErrorMessage(error)}.${hint}`;
}
