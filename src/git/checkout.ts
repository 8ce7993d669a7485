import { GitError, type GitPlace, git } from "./run.ts";

const TIMEOUT_SECONDS = 10;

/** A commit's ID, by SHA-1 or SHA-256. */
const ID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** The commit that is checked out in a directory; `none`: git is missing, or cannot read it. */
export type Checkout =
  | { readonly kind: "commit"; readonly commit: string }
  | { readonly kind: "none" };

/**
 * Reads which commit is checked out.
 * @param place the project's directory: it can contain another checkout than the workspace.
 */
export async function readCheckout(place: GitPlace): Promise<Checkout> {
  try {
    const args = ["rev-parse", "--verify", "HEAD^{commit}"];
    const printed = await git(place, args, { timeoutSeconds: TIMEOUT_SECONDS });
    const commit = printed.toString("latin1").trim();
    return ID.test(commit) ? { kind: "commit", commit } : { kind: "none" };
  } catch (error) {
    if (error instanceof GitError) return { kind: "none" };
    throw error;
  }
}
