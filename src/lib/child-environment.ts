import { isSecret } from "./masks.ts";

/** Variables with tokens, and those that are for this step only. */
const PRIVATE =
  /^(INPUT_|STATE_|ACTIONS_|REPLICATE_(API|CLI_AUTH)_TOKEN$|GITHUB_(TOKEN|OUTPUT|STATE|ENV|PATH|STEP_SUMMARY)$|GH_TOKEN$)/i;

/** What programs need to be found, to find their user's files, and to reach the network. */
const COMMON =
  /^(PATH|HOME|USER|LOGNAME|TMPDIR|XDG_\w+|LD_LIBRARY_PATH|SSH_AUTH_SOCK|SSL_CERT_(FILE|DIR)|(https?|all|no)_proxy)$/i;

/** The variables that a program reads, besides the common ones. `unknown`: it runs programs of the user's choice. */
export type NeededVariables = RegExp | "unknown";

/**
 * The environment of a child process: the variables that it needs, and never a token or another secret of this step.
 * @param environment the step's own.
 */
export function childEnvironment(
  environment: Readonly<NodeJS.ProcessEnv>,
  needed: NeededVariables,
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
