import { type Commit, FETCHED, fetchCommits, mergeBase, readCommits } from "../git/commits.ts";
import type { Repository } from "../git/repository.ts";
import { GitError } from "../git/run.ts";
import { type EventCommits, isZeroCommit } from "../github/event.ts";
import type { DiscoverInputs } from "../inputs/discover.ts";
import { ActionError } from "../lib/errors.ts";

/** The two commits whose difference counts. */
export interface Range {
  readonly before: string;
  readonly after: string;
}

/** What is compared; or why nothing is, so that every project counts. */
export type Comparison = Range | { readonly why: string; readonly isDoubt: boolean };

/**
 * Decides what is compared, and sees that both commits are there: a shallow clone gets those that it lacks.
 * @param sha GITHUB_SHA
 * @throws {ActionError} when `changed-only: true` or `base` asks for what can't be had.
 */
export async function findComparison(
  repository: Repository,
  { changedOnly, base }: DiscoverInputs,
  event: EventCommits,
  sha: string | undefined,
): Promise<Comparison> {
  if (changedOnly === "false") return { why: "changed-only is false", isDoubt: false };
  const found =
    base === undefined
      ? await eventRange(repository, event, sha)
      : await rangeFrom(repository, base);
  if (changedOnly === "true" && "why" in found) throw nothingToCompare(found.why);
  return found;
}

async function eventRange(
  repository: Repository,
  event: EventCommits,
  sha: string | undefined,
): Promise<Comparison> {
  if (event.kind === "none") return { why: event.why, isDoubt: false };
  try {
    if (event.kind === "pull") return await pullRange(repository, event, sha);
    const { before, after } = event;
    await present(repository, [before, after]);
    return { before, after };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return { why: `the event's commits can't be had: ${error.reason}`, isDoubt: true };
  }
}

/**
 * A pull request's run stands on its merge with the base branch, whose first parent is that branch: the
 * two differ in what the pull request changes. Where there is no such merge (a closed one's run, or
 * pull_request_target) the head is compared with where it left the base branch.
 */
async function pullRange(
  repository: Repository,
  { base, head }: Extract<EventCommits, { kind: "pull" }>,
  sha: string | undefined,
): Promise<Comparison> {
  const known = await readCommits(repository, ["HEAD", ...(sha === undefined ? [] : [sha])]);
  const [checkedOut] = known;
  const isHead = checkedOut?.id === head && sha !== undefined && sha !== head;
  if (isHead && known[1] === undefined) {
    await fetchCommits(repository, [sha], 2);
    known.push(...(await readCommits(repository, [sha])));
  }
  const merge = known.find((commit) => commit !== undefined && isMergeOf(commit, head));
  const before = merge?.parents[0];
  if (merge !== undefined && before !== undefined) {
    await present(repository, [before]);
    return { before, after: merge.id };
  }
  await present(repository, [base, head]);
  const common = await mergeBase(repository, base, head);
  if (common !== undefined) return { before: common, after: head };
  return { why: "the pull request has no history in common with its base", isDoubt: true };
}

function isMergeOf({ parents }: Commit, head: string): boolean {
  return parents.length === 2 && parents[1] === head;
}

/** What differs between HEAD and the commit, branch or tag that input base names. */
async function rangeFrom(repository: Repository, base: string): Promise<Comparison> {
  if (isZeroCommit(base)) return { why: "base is no commit, only zeros", isDoubt: false };
  const names = ["HEAD", `refs/remotes/origin/${base}`, base];
  const [head, ...known] = await readCommits(repository, names);
  const before =
    known.find((commit) => commit !== undefined) ?? (await fetchBase(repository, base));
  if (head === undefined)
    throw new ActionError({
      code: "not-a-checkout",
      message: "Nothing is checked out that base could be compared with.",
      hint: "Run actions/checkout before this step.",
    });
  return { before: before.id, after: head.id };
}

async function fetchBase(repository: Repository, base: string): Promise<Commit> {
  const refused = (reason: string, cause?: unknown): ActionError =>
    new ActionError(
      {
        code: "base-unknown",
        message: `Input base is "${base}", which can't be had: ${reason}.`,
        hint: "Name a branch or tag of the repository, or a commit by its whole id. When the repository is private, its checkout must keep its credentials (persist-credentials).",
      },
      { cause },
    );
  try {
    await fetchCommits(repository, [base]);
  } catch (cause) {
    if (cause instanceof GitError) throw refused(cause.reason, cause);
    throw cause;
  }
  const [fetched] = await readCommits(repository, [FETCHED]);
  if (fetched === undefined) throw refused("it is no commit");
  return fetched;
}

async function present(repository: Repository, ids: readonly string[]): Promise<void> {
  const known = await readCommits(repository, ids);
  const missing = ids.filter((_, i) => known[i] === undefined);
  if (missing.length > 0) await fetchCommits(repository, missing);
}

function nothingToCompare(why: string): ActionError {
  return new ActionError({
    code: "changes-unknown",
    message: `changed-only is true, and there is nothing to compare with: ${why}.`,
    hint: "Set base to a commit, branch or tag; or changed-only to auto, which then takes all projects.",
  });
}
