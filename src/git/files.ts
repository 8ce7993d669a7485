import type { Repository } from "./repository.ts";
import { entriesOf, git } from "./run.ts";

/** Paths are relative to the repository's root, whichever directory it is seen from; pathspecs to that directory. */

/** The tracked files that match, those of submodules that are checked out among them. */
export async function trackedFiles(
  repository: Repository,
  pathspecs: readonly string[],
): Promise<string[]> {
  const options = ["-z", "--full-name", "--recurse-submodules"];
  const printed = await git(repository, ["ls-files", ...options, "--", ...pathspecs]);
  // A file with a merge conflict is listed once for each side.
  return [...new Set(entriesOf(printed))];
}

/**
 * The files that differ between two commits: both names of one that was renamed, and the path of a
 * submodule that stands on another commit.
 * @param pathspecs empty for the whole repository; `.` for the directory.
 */
export async function changedFiles(
  repository: Repository,
  before: string,
  after: string,
  pathspecs: readonly string[] = [],
): Promise<string[]> {
  const options = [
    "--name-only",
    "-z",
    "--no-renames",
    "--no-ext-diff",
    "--ignore-submodules=none",
  ];
  const args = ["diff", ...options, before, after, "--", ...pathspecs];
  return entriesOf(await git(repository, args));
}

/** What a file of the work tree is to git, when it is not just as in HEAD. */
export interface WorkTreeChange {
  /** That of an ignored directory ends in a slash. */
  readonly path: string;
  readonly kind: "modified" | "untracked" | "ignored";
}

/** The files of the directory that are not as HEAD has them, staged or not. */
export async function workTreeChanges(repository: Repository): Promise<WorkTreeChange[]> {
  const args = ["status", "--porcelain=v1", "-z", "--no-renames", "--ignore-submodules=none"];
  const kinds = ["--untracked-files=all", "--ignored=matching"];
  const entries = entriesOf(await git(repository, [...args, ...kinds, "--", "."]));
  return entries.map((entry) => ({ path: entry.slice(3), kind: kindOf(entry.slice(0, 2)) }));
}

function kindOf(status: string): WorkTreeChange["kind"] {
  if (status === "??") return "untracked";
  return status === "!!" ? "ignored" : "modified";
}
