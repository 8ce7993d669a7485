import * as core from "@actions/core";
import { PullRequestClient } from "../github/pull-request.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { PreviewOptions } from "./options.ts";
import type { PreviewOrigin } from "./ownership.ts";

/** @returns a client for the preview's pull request; undefined, with a warning, without github-token. */
export async function openPullRequest(
  { githubToken: token, comment, deployment }: PreviewOptions,
  { repository, number }: PreviewOrigin,
  { http, context }: Runtime,
): Promise<PullRequestClient | undefined> {
  if (token === undefined) {
    if (comment || deployment)
      core.warning("github-token is empty, so the pull request gets no comment and no deployment.");
    return undefined;
  }
  const { githubApiUrl: apiUrl, runUrl } = context;
  return PullRequestClient.open(http, {
    apiUrl,
    token,
    repository: repository.name,
    number,
    runUrl,
  });
}
