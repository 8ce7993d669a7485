import type { Repository } from "./repository.ts";
import { askGit, git } from "./run.ts";

export interface Commit {
  readonly id: string;
  /** Parents in the commit itself. A shallow clone may not have them. */
  readonly parents: readonly string[];
}

const FETCH_SECONDS = 600;
/** Commits by which history is deepened, before all of it is fetched. */
const STEPS = [50, 250, 1250];
/** A partial clone would fetch missing commits with their history. Git 2.45 and newer support this setting. */
const LOCAL_ONLY = { GIT_NO_LAZY_FETCH: "1" };

/**
 * Reads commits in the clone; undefined for each that it does not have.
 * @param names IDs, branches, tags, or HEAD, without a newline.
 */
export async function readCommits(
  repository: Repository,
  names: readonly string[],
): Promise<(Commit | undefined)[]> {
  const input = names.map((name) => `${name}^{commit}\n`).join("");
  const options = { input, variables: LOCAL_ONLY };
  let rest = await git(repository, ["cat-file", "--batch"], options);
  return names.map(() => {
    const end = rest.indexOf("\n");
    const [, id, size] = /^([0-9a-f]+) commit (\d+)$/.exec(rest.toString("utf8", 0, end)) ?? [];
    const start = end + 1;
    const length = Number(size ?? -1);
    const content = rest.toString("utf8", start, start + Math.max(length, 0));
    rest = rest.subarray(start + length + 1);
    return id === undefined ? undefined : { id, parents: parentsOf(content) };
  });
}

/** The header of a commit ends at the first empty line. */
function parentsOf(content: string): string[] {
  const [header = ""] = content.split("\n\n", 1);
  return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, id = ""]) => id);
}

/**
 * Fetches commits by their IDs, or one branch or tag. A shallow clone receives only the commits themselves, and only the
 * files that it does not have yet. A full clone receives their missing history, so that it does not become shallow.
 * @param depth 2 to fetch the parents as well.
 */
export async function fetchCommits(
  repository: Repository,
  names: readonly string[],
  depth = 1,
): Promise<void> {
  await fetch(repository, repository.isShallow ? [`--depth=${depth}`] : [], names);
}

/** Whether a commit is another one's ancestor. @throws {GitError} if the clone does not have both of them. */
export async function isAncestor(
  repository: Repository,
  commit: string,
  descendant: string,
): Promise<boolean> {
  const args = ["merge-base", "--is-ancestor", commit, descendant];
  return (await askGit(repository, args, { variables: LOCAL_ONLY })) !== undefined;
}

/** What fetchCommits fetched last, if that was one branch or tag. */
export const FETCHED = "FETCH_HEAD";

/**
 * Finds the newest common ancestor of two commits; undefined if there is none. History is deepened step by step, without
 * files, until there is one.
 */
export async function mergeBase(
  repository: Repository,
  one: string,
  other: string,
): Promise<string | undefined> {
  const find = () => askGit(repository, ["merge-base", one, other]);
  // Deepening may have fetched all of history.
  const isComplete = async () =>
    (await askGit(repository, ["rev-parse", "--is-shallow-repository"])) === "false";
  for (const depth of [...STEPS.map((step) => `--deepen=${step}`), "--unshallow"]) {
    const found = await find();
    if (found !== undefined || (await isComplete())) return found;
    await fetch(repository, ["--filter=blob:none", depth], [one, other]);
  }
  return find();
}

async function fetch(
  repository: Repository,
  options: readonly string[],
  names: readonly string[],
): Promise<void> {
  const always = ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-gc"];
  const args = ["fetch", ...always, ...options, "origin", ...names];
  await repository.fetchInTurn(() => git(repository, args, { timeoutSeconds: FETCH_SECONDS }));
}
