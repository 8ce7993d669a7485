import { ActionError } from "../lib/errors.ts";
import { GitError, type GitPlace, git } from "./run.ts";

/** A repository, seen from one directory of its work tree. */
export interface Repository extends GitPlace {
  /** The directory's path in the repository: empty, or ending in a slash. */
  readonly prefix: string;
  /** Whether history is cut off, as by the `fetch-depth: 1` that actions/checkout has by default. */
  readonly isShallow: boolean;
}

/**
 * Finds the repository that a directory lies in.
 * @param input name of the input that names the directory.
 * @throws {ActionError} when there is none.
 */
export async function openRepository(place: GitPlace, input: string): Promise<Repository> {
  try {
    const args = ["rev-parse", "--is-shallow-repository", "--show-prefix"];
    const printed = (await git(place, args)).toString("utf8");
    // The directory's name may hold a newline, so that only the first one and the last one part.
    const [, isShallow, prefix = ""] = /^(true|false)\n([\s\S]*?)\n?$/.exec(printed) ?? [];
    return { ...place, prefix, isShallow: isShallow === "true" };
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    throw new ActionError(
      {
        code: "not-a-checkout",
        message: `There is no git repository to look at in ${place.directory} (${cause.reason}).`,
        hint: remedyFor(cause, input),
      },
      { cause },
    );
  }
}

/** Up to 2.37, as Ubuntu 22.04 has it, git takes safe.directory from files of configuration alone (git-config). */
function remedyFor({ reason }: GitError, input: string): string {
  return /dubious ownership|unsafe repository/.test(reason)
    ? "The checkout belongs to another user, as in a container: run git config --global --add safe.directory '*' before this step, or use git 2.38 or newer."
    : `Run actions/checkout before this step, point ${input} at the checkout, and see that git is installed.`;
}
