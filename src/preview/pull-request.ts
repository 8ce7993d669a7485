import * as core from "@actions/core";
import { PullRequestPage } from "../github/pull-request.ts";
import type { PreviewSettings } from "../plan/plan.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { PreviewOrigin } from "./mark.ts";

/** The pull request's page; undefined when there is no token to reach it with. */
export async function openPage(
  { githubToken, comment, deployment }: PreviewSettings,
  { repository, number }: PreviewOrigin,
  { http, context }: Runtime,
): Promise<PullRequestPage | undefined> {
  if (githubToken === undefined) {
    if (comment || deployment)
      core.warning("github-token is empty, so nothing is written to the pull request.");
    return undefined;
  }
  return PullRequestPage.open(http, {
    apiUrl: context.githubApiUrl,
    token: githubToken,
    repository,
    number,
    runUrl: context.runUrl,
  });
}
