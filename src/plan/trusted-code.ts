import type { PullRequest } from "../github/event.ts";
import { ActionError } from "../lib/errors.ts";
import type { Credentials } from "../model/options.ts";
import type { Context } from "../runtime/context.ts";

/** Explains why untrusted code is not built with the repository's secrets. */
const SECURITY_PAGE = "https://github.com/OWNER/push-to-replicate/blob/main/SECURITY.md";

/** Why a pull request has no secrets: GitHub gives none to forks, and Dependabot has its own kind. */
export function missingSecretsReason(
  { isFork, author, number }: PullRequest,
  { apiToken, cliAuthToken }: Credentials,
): string | undefined {
  if (apiToken !== undefined || cliAuthToken !== undefined) return undefined;
  if (isFork)
    return `Pull request #${number} comes from a fork, and GitHub does not give secrets to forks, so there is no preview. To create one, a maintainer who has reviewed the code can push the branch to this repository and open a pull request from it.`;
  if (author === "dependabot[bot]")
    return `Pull request #${number} comes from Dependabot, and GitHub does not give it Actions secrets, so there is no preview. To create one, a maintainer can add the token to the repository's Dependabot secrets under the same name, or push a commit to the branch.`;
  return undefined;
}

/**
 * Rejects the code of a pull request on pull_request_target and workflow_run, where secrets are available
 * whoever wrote it: building it would run an untrusted cog.yaml with them.
 * @throws {ActionError} unless the commit of the event itself is checked out.
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
      message: `This is a ${event.name} event with the pull request's own code checked out. Building it would run an untrusted cog.yaml with the repository's secrets.`,
      hint: `Use the event pull_request in the workflow instead. For the reasons, and for forks, see ${SECURITY_PAGE}.`,
    });
}

/** The error for a pull request that would be pushed to production without an explicit model. */
export function productionFromPullRequest(): ActionError {
  return new ActionError({
    code: "production-from-pull-request",
    message:
      'Input preview is "false" on a pull request, so its code would become the newest version of the production model.',
    hint: "Set preview to auto to push to a private preview model, or set model if you want to push pull requests to production.",
  });
}
