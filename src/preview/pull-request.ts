import * as core from "@actions/core";
import { PullRequestClient } from "../github/pull-request.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { PreviewOptions } from "./options.ts";

/** @returns a client for a pull request; undefined without github-token, with a warning about what is skipped. */
export async function openPullRequest(
  wanted: Pick<PreviewOptions, "githubToken" | "comment" | "deployment">,
  number: number,
  { http, context }: Runtime,
): Promise<PullRequestClient | undefined> {
  const { githubToken: token, comment, deployment } = wanted;
  const { githubApiUrl: apiUrl, repository, runUrl } = context;
  if (token !== undefined)
    return PullRequestClient.open(http, { apiUrl, token, repository, number, runUrl });
  const lost = [...(comment ? ["no comment"] : []), ...(deployment ? ["no deployment"] : [])];
  if (lost.length > 0)
    core.warning(`github-token is empty, so the pull request gets ${lost.join(" and ")}.`);
  return undefined;
}
