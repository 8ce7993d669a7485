import { openGitHub } from "../github/client.ts";
import type { DeploymentTarget } from "../github/deployment.ts";
import type { PullRequestTarget } from "../github/pull-request.ts";
import { warning } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { PreviewOptions } from "./options.ts";

/** Connects to a pull request. @returns undefined without github-token, with a warning about what is skipped. */
export async function openPullRequest(
  wanted: Pick<PreviewOptions, "githubToken" | "comment" | "deployment">,
  number: number,
  { http, context }: Runtime,
): Promise<PullRequestTarget | undefined> {
  const { githubToken: token, comment, deployment } = wanted;
  const { githubApiUrl: apiUrl, repository } = context;
  if (token !== undefined)
    return { github: await openGitHub(http, { apiUrl, token, repository }), token, number };
  const lost = [...(comment ? ["no comment"] : []), ...(deployment ? ["no deployment"] : [])];
  if (lost.length > 0)
    warning(
      "github-token-empty",
      `github-token is empty, so the pull request gets ${lost.join(" and ")}.`,
    );
  return undefined;
}

/** The environment on GitHub of a pull request's preview model. */
export function previewEnvironment(
  { github, number }: PullRequestTarget,
  model: ModelName,
  { runUrl: logUrl }: Runtime["context"],
): DeploymentTarget {
  return { github, environment: `${fullName(model)} (PR #${number})`, kind: "preview", logUrl };
}
