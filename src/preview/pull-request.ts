import * as core from "@actions/core";
import { PullRequestClient } from "../github/pull-request.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { PreviewOptions } from "./options.ts";
import type { PreviewOrigin } from "./ownership.ts";

/** The pull request's page; undefined when there is no token to reach it with. */
export async function openPullRequest(
  { githubToken, comment, deployment }: PreviewOptions,
  { repository, number }: PreviewOrigin,
  { http, context }: Runtime,
): Promise<PullRequestClient | undefined> {
  if (githubToken === undefined) {
    if (comment || deployment)
      core.warning("github-token is empty, so nothing is written to the pull request.");
    return undefined;
  }
  return PullRequestClient.open(http, {
    apiUrl: context.githubApiUrl,
    token: githubToken,
    repository,
    number,
    runUrl: context.runUrl,
  });
}
