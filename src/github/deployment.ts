import { warning } from "../lib/log.ts";
import { type GitHubClient, githubErrorMessage, readList, remedyFor } from "./client.ts";
import { parseDeployment, parseDeployments } from "./parse.ts";

type State = "in_progress" | "success" | "failure" | "inactive";

interface StateDetails {
  /** The page of what was deployed. */
  readonly environment_url?: string;
  /** What aborts the request. Default: the step's signal. */
  readonly request?: { readonly signal: AbortSignal };
}

/** An environment, and the workflow run that deploys to it. */
export interface DeploymentTarget {
  readonly github: GitHubClient;
  /** `acme/hotdog (PR #12)` */
  readonly environment: string;
  /** `preview`: it goes away again. */
  readonly kind: "preview" | "production";
  /** URL of the workflow run. */
  readonly logUrl: string;
}

/**
 * Does the work of a deployment, and records it as a GitHub Deployment of a commit: in progress, and then its end.
 * Failures to record it are one warning.
 * @param urlOf the page of what was deployed.
 * @throws what the work throws.
 */
export async function recordDeployment<T>(
  target: DeploymentTarget,
  sha: string,
  work: () => Promise<T>,
  urlOf: (result: T) => string,
): Promise<T> {
  const { github, environment, kind } = target;
  const attempt = warnOnce();
  const { id } = (await attempt(async () => {
    const { data } = await github.rest.repos.createDeployment({
      ...github.repo,
      ref: sha,
      environment,
      transient_environment: kind === "preview",
      production_environment: kind === "production",
      auto_merge: false,
      required_contexts: [],
    });
    return parseDeployment(data);
  })) ?? { id: undefined };
  const set = async (state: State, details: StateDetails = {}): Promise<void> => {
    if (id !== undefined) await attempt(() => setState(target, id, state, details));
  };
  await set("in_progress");
  try {
    const result = await work();
    await set("success", { environment_url: urlOf(result) });
    return result;
  } catch (error) {
    // Not the step's signal: a canceled step has 2 s to end, and a deployment without an end stays in progress for good.
    await set("failure", { request: { signal: new AbortController().signal } });
    throw error;
  }
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

function listDeployments({ github, environment }: DeploymentTarget) {
  const filter = { ...github.repo, environment };
  return readList(
    "deployments",
    (page) => github.rest.repos.listDeployments({ ...filter, ...page }),
    parseDeployments,
  );
}

async function setState(
  { github, logUrl }: DeploymentTarget,
  id: number,
  state: State,
  details: StateDetails = {},
): Promise<void> {
  await github.rest.repos.createDeploymentStatus({
    ...github.repo,
    deployment_id: id,
    state,
    log_url: logUrl,
    auto_inactive: true,
    ...details,
  });
}

/** Runs each function that it gets, and warns of the first that fails, as the others fail alike. */
function warnOnce(): <T>(work: () => Promise<T>) => Promise<T | undefined> {
  let hasWarned = false;
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      const hint = remedyFor(error, "deployments: write", "github-deployment");
      if (!hasWarned)
        warning(
          "github-deployment-failed",
          `Could not record the GitHub Deployment: ${githubErrorMessage(error)}.${hint}`,
        );
      hasWarned = true;
      return undefined;
    }
  };
}
