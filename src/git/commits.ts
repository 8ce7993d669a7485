import type { Repository } from "./repository.ts";
import { GitError, git } from "./run.ts";

export interface Commit {
  readonly id: string;
  /** As the commit itself names them: a shallow clone need not have them. */
  readonly parents: readonly string[];
}

const REMOTE = "origin";
const FETCH_SECONDS = 600;
/** Commits that history is deepened by, before all of it is fetched. */
const STEPS = [50, 250, 1250];

/**
 * Looks commits up in the clone.
 * @param names ids, branches, tags or HEAD, without a newline.
 * @returns undefined for each that is not there.
 */
export async function readCommits(
  repository: Repository,
  names: readonly string[],
): Promise<(Commit | undefined)[]> {
  const input = names.map((name) => `${name}^{commit}\n`).join("");
  // A partial clone would fetch what it lacks, history and all (git 2.45 and later can be told not to).
  const variables = { GIT_NO_LAZY_FETCH: "1" };
  let rest = await git(repository, ["cat-file", "--batch"], { input, variables });
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
 * Fetches commits by their ids, or one branch or tag. To a shallow clone nothing but the commits
 * themselves comes, and of their files only those that differ from what is there already; to any other,
 * their history as far as it is missing, for it must not become shallow.
 * @param generations 2 for the parents too.
 * @throws {GitError}
 */
export async function fetchCommits(
  repository: Repository,
  names: readonly string[],
  generations = 1,
): Promise<void> {
  const depth = repository.isShallow ? [`--depth=${generations}`] : [];
  await fetch(repository, depth, names);
}

/** What fetchCommits has fetched last, when that was one branch or tag. */
export const FETCHED = "FETCH_HEAD";

/**
 * The newest commit that two commits have in common. History is deepened step by step until there is
 * one, without files: they are not needed to find it.
 * @returns undefined when they have none.
 * @throws {GitError}
 */
export async function mergeBase(
  repository: Repository,
  one: string,
  other: string,
): Promise<string | undefined> {
  for (const depth of [...STEPS.map((step) => `--deepen=${step}`), "--unshallow"]) {
    const found = await knownMergeBase(repository, one, other);
    if (found !== undefined || !(await isShallow(repository))) return found;
    await fetch(repository, ["--filter=blob:none", depth], [one, other]);
  }
  return knownMergeBase(repository, one, other);
}

/** Whether history is cut off by now: deepening may have brought all of it. */
async function isShallow(repository: Repository): Promise<boolean> {
  const args = ["rev-parse", "--is-shallow-repository"];
  return (await git(repository, args)).toString("utf8").trim() === "true";
}

async function knownMergeBase(
  repository: Repository,
  one: string,
  other: string,
): Promise<string | undefined> {
  try {
    return (await git(repository, ["merge-base", one, other])).toString("utf8").trim();
  } catch (error) {
    // Exit code 1 and no message: there is none, as far as history goes here.
    if (error instanceof GitError && error.exit === 1) return undefined;
    throw error;
  }
}

async function fetch(
  repository: Repository,
  options: readonly string[],
  names: readonly string[],
): Promise<void> {
  const always = ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-gc"];
  const args = ["fetch", ...always, ...options, REMOTE, ...names];
  await git(repository, args, { timeoutSeconds: FETCH_SECONDS });
}
