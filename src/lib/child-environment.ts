import { isSecret } from "./masks.ts";

/**
 * What is for this step only: its inputs and files, the runner's own services, and every token of Replicate and GitHub by
 * the usual names (GitHub CLI's "gh environment"; RUNNER_TOKEN of self-hosted runners).
 */
const PRIVATE =
  /^((INPUT|STATE|ACTIONS)_|(REPLICATE|GITHUB|GH|RUNNER)_(\w+_)?(TOKEN|KEY|SECRET|PAT)$|GITHUB_(OUTPUT|STATE|ENV|PATH|STEP_SUMMARY)$)/i;

/** What programs need to be found, to find their user's files, and to reach the network. */
const COMMON =
  /^(PATH|HOME|USER|LOGNAME|TMPDIR|XDG_\w+|LD_LIBRARY_PATH|SSH_AUTH_SOCK|SSL_CERT_(FILE|DIR)|(https?|all|no)_proxy)$/i;

/**
 * The environment of a child process: the variables that it needs, and never a token or another secret of this step.
 * @param environment the step's own.
 * @param needed the variables that it reads, besides the common ones. `unknown`: it runs programs of the user's choice,
 * which may read any, such as the AWS_ variables of a credential helper.
 */
export function childEnvironment(
  environment: Readonly<NodeJS.ProcessEnv>,
  needed: RegExp | "unknown",
): Record<string, string> {
  const isNeeded = (name: string, value: string): boolean =>
    COMMON.test(name) ||
    (!PRIVATE.test(name) && !isSecret(value) && (needed === "unknown" || needed.test(name)));
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value !== undefined && isNeeded(name, value) ? [[name, value] as const] : [],
    ),
  );
}
