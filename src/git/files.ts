import type { Repository } from "./repository.ts";
import { entriesOf, type GitContext, git } from "./run.ts";

/** Paths are relative to the repository's root, pathspecs to the directory that it was opened in. */

/** Lists the tracked files that match, including those of checked-out submodules. */
export async function trackedFiles(
  context: GitContext,
  pathspecs: readonly string[],
): Promise<string[]> {
  const options = ["-z", "--full-name", "--recurse-submodules"];
  const printed = await git(context, ["ls-files", ...options, "--", ...pathspecs]);
  // A file with a merge conflict is listed once per side.
  return [...new Set(entriesOf(printed))];
}

/**
 * Lists the files that differ between two commits: both names of a renamed file, and the path of a submodule with
 * another commit.
 */
export async function changedFiles(
  repository: Repository,
  before: string,
  after: string,
): Promise<string[]> {
  const paths = await changedPaths(repository, before, after, []);
  return paths.map((path) => path.replace(/\/$/, ""));
}

/**
 * The same, with a slash at the end of a submodule's path.
 * @param pathspecs empty for the whole repository; `.` for the directory.
 */
export async function changedPaths(
  repository: Repository,
  before: string,
  after: string,
  pathspecs: readonly string[],
): Promise<string[]> {
  const options = ["--raw", "-z", "--no-renames", "--no-ext-diff", "--no-textconv"];
  // Without --no-relative, diff.relative in the user's configuration would exclude files.
  const always = ["--no-relative", "--ignore-submodules=none"];
  const args = ["diff", ...options, ...always, before, after, "--", ...pathspecs];
  const entries = entriesOf(await git(repository, args));
  // `:100644 160000 5c7d… 0a1b… M`, then the path.
  return entries.flatMap((path, at) => {
    const [, old = "", fresh = ""] = /^:(\d+) (\d+) /.exec(entries[at - 1] ?? "") ?? [];
    if (at % 2 === 0) return [];
    return [old === SUBMODULE || fresh === SUBMODULE ? `${path}/` : path];
  });
}

/** The mode of a submodule in a tree. */
const SUBMODULE = "160000";

/**
 * Lists the files of the directory that differ from HEAD, staged or not, with the untracked and the ignored ones. An
 * ignored directory ends with a slash.
 */
export async function workTreeChanges(
  repository: Repository,
  pathspecs: readonly string[],
): Promise<string[]> {
  const args = ["status", "--porcelain=v1", "-z", "--no-renames", "--ignore-submodules=none"];
  const kinds = ["--untracked-files=all", "--ignored=matching"];
  const entries = entriesOf(await git(repository, [...args, ...kinds, "--", ...pathspecs]));
  // `?? path`
  return entries.map((entry) => entry.slice(3));
}
