import { wrapError } from "../lib/errors.ts";
import { createQueue, type Queue } from "../lib/queue.ts";
import { type GitContext, GitError, git } from "./run.ts";

/** A repository, opened in one directory of its work tree. */
export interface Repository extends GitContext {
  /** The directory's path in the repository: empty, or ending in a slash. */
  readonly prefix: string;
  /** Whether the clone is shallow, as with the default `fetch-depth: 1` of actions/checkout. */
  readonly isShallow: boolean;
  /** A fetch into a shallow clone fails, and does not wait, while another one holds its lock. */
  readonly fetchInTurn: Queue;
}

/**
 * Opens the repository of the directory that an input names.
 * @param fetchInTurn shared by all that open the same clone.
 * @throws {ActionError} if there is none.
 */
export async function openRepository(
  context: GitContext,
  input: string,
  fetchInTurn = createQueue(),
): Promise<Repository> {
  try {
    const args = ["rev-parse", "--is-shallow-repository", "--show-prefix"];
    const printed = (await git(context, args)).toString("utf8");
    // The directory's name may contain a newline, so only the first and the last one are separators.
    const [, isShallow, prefix = ""] = /^(true|false)\n([\s\S]*?)\n?$/.exec(printed) ?? [];
    return { ...context, prefix, isShallow: isShallow === "true", fetchInTurn };
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    throw wrapError(cause, {
      code: "not-a-checkout",
      message: `Could not open a git repository in "${context.directory}": ${cause.reason}.`,
      // Up to 2.37 (Ubuntu 22.04), git reads safe.directory from configuration files only (git-config).
      hint: /dubious ownership|unsafe repository/.test(cause.reason)
        ? "The checkout belongs to another user, as in a container. Run git config --global --add safe.directory '*' before this step, or install git 2.38 or newer."
        : `Run actions/checkout before this step, set ${input} to a directory of the checkout, and check that git is installed.`,
    });
  }
}

const CHECKOUT_SECONDS = 10;
/** A commit's ID, by SHA-1 or SHA-256. */
const ID = /^([0-9a-f]{40}|[0-9a-f]{64})\n$/;

/** `none`: git is missing, or cannot read the commit. */
export type Checkout =
  | { readonly kind: "commit"; readonly commit: string }
  | { readonly kind: "none" };

/** Reads which commit is checked out in the project's directory: it can be another checkout than the workspace's. */
export async function readCheckout(context: GitContext): Promise<Checkout> {
  try {
    const args = ["rev-parse", "--verify", "HEAD^{commit}"];
    const printed = await git(context, args, { timeoutSeconds: CHECKOUT_SECONDS });
    const commit = ID.exec(printed.toString("latin1"))?.[1];
    return commit === undefined ? { kind: "none" } : { kind: "commit", commit };
  } catch (error) {
    if (error instanceof GitError) return { kind: "none" };
    throw error;
  }
}
