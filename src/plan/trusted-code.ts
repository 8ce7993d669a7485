import type { PullRequest } from "../github/event.ts";
import { ActionError } from "../lib/errors.ts";
import type { Credentials } from "../model/options.ts";
import type { Context } from "../runtime/context.ts";

/** Where people read why a pull request's code is not built with the repository's secrets. */
const SECURITY_PAGE = "https://github.com/OWNER/push-to-replicate/blob/main/SECURITY.md";

/** GitHub gives no secrets to a fork's pull request; Dependabot's has secrets of its own kind. */
export function missingSecretsReason(
  { isFork, author, number }: PullRequest,
  { apiToken, cliAuthToken }: Credentials,
): string | undefined {
  if (apiToken !== undefined || cliAuthToken !== undefined) return undefined;
  if (isFork)
    return `Pull request #${number} comes from a fork, which GitHub gives no secrets, so there is no preview. A maintainer who has read its code can make one: push the branch to this repository and open a pull request from there.`;
  if (author === "dependabot[bot]")
    return `Pull request #${number} is Dependabot's, which GitHub gives no Actions secrets, so there is no preview. A maintainer can make one: add the token to the repository's Dependabot secrets under the same name, or push a commit to the branch.`;
  return undefined;
}

/**
 * On pull_request_target and workflow_run the secrets are there, whoever wrote the code. Building it would
 * run a stranger's cog.yaml with them.
 */
export function rejectUntrustedCheckout(
  { event, sha }: Context,
  checkedOut: string | undefined,
): void {
  const hasSecrets =
    event.name === "pull_request_target" ||
    (event.name === "workflow_run" && event.pullRequestRunSha !== undefined);
  if (hasSecrets && checkedOut !== sha)
    throw new ActionError({
      code: "untrusted-checkout",
      message: `This is a ${event.name} event with the pull request's own code checked out. Building it would run a stranger's cog.yaml with the repository's secrets.`,
      hint: `Use on: pull_request. Why, and what to do for forks: ${SECURITY_PAGE}`,
    });
}

/** The error for a pull request that would be pushed to production without having been told so. */
export function productionFromPullRequest(): ActionError {
  return new ActionError({
    code: "production-from-pull-request",
    message:
      "preview is false and this is a pull request, whose code would become the newest version of the production model.",
    hint: "Set model explicitly if that is wanted, or leave preview at auto to push to a private model of the pull request's own.",
  });
}
