import * as core from "@actions/core";
import { openGitHub } from "../github/client.ts";
import { recordDeployment } from "../github/deployment.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { RecordOptions } from "../plan/plans.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** Moves a deployment, and records that as a GitHub Deployment of the commit where that is asked for. */
export async function recordMove<T>(
  { isWanted, githubToken: token, commit }: RecordOptions,
  deployment: ModelName,
  { context, http }: Runtime,
  move: () => Promise<T>,
): Promise<T> {
  if (!isWanted || commit === undefined) return move();
  if (token === undefined) {
    core.warning("github-token is empty, so no GitHub Deployment is recorded.");
    return move();
  }
  const { githubApiUrl: apiUrl, repository, runUrl: logUrl } = context;
  const github = await openGitHub(http, { apiUrl, token, repository });
  const environment = fullName(deployment);
  return recordDeployment(
    { github, environment, kind: "production", logUrl },
    commit,
    move,
    () => `https://replicate.com/deployments/${environment}`,
  );
}
