import { type Commit, FETCHED, fetchCommits, mergeBase, readCommits } from "../git/commits.ts";
import type { Repository } from "../git/repository.ts";
import { GitError } from "../git/run.ts";
import { type EventCommits, isZeroCommit } from "../github/event.ts";
import { ActionError, wrapError } from "../lib/errors.ts";
import type { DiscoverOptions } from "./options.ts";
import { describeReason, type EverythingReason } from "./reasons.ts";

/** What is compared, or why nothing is, so that every project counts. */
export type Comparison =
  /** Ids of the two commits. */
  | { readonly kind: "range"; readonly before: string; readonly after: string }
  | { readonly kind: "everything"; readonly reason: EverythingReason };

/**
 * Decides what is compared, and fetches the commits that a shallow clone lacks.
 * @param commits those of the event that started the workflow.
 * @param sha GITHUB_SHA.
 * @throws {ActionError} when `base` does not exist, or `changed-only: true` has nothing to compare with.
 */
export async function findComparison(
  repository: Repository,
  { changedOnly, base }: Pick<DiscoverOptions, "changedOnly" | "base">,
  commits: EventCommits,
  sha: string | undefined,
): Promise<Comparison> {
  if (changedOnly === "false") return everything({ code: "changed-only-false" });
  const comparison =
    base.kind === "event"
      ? await compareEvent(repository, commits, sha)
      : await compareBase(repository, base.revision);
  if (changedOnly === "true" && comparison.kind === "everything")
    throw new ActionError({
      code: "changes-unknown",
      message: `Input changed-only is "true", but there is nothing to compare with: ${describeReason(comparison.reason)}.`,
      hint: 'Set base to a commit, branch, or tag, or set changed-only to "auto".',
    });
  return comparison;
}

function everything(reason: EverythingReason): Comparison {
  return { kind: "everything", reason };
}

async function compareEvent(
  repository: Repository,
  commits: EventCommits,
  sha: string | undefined,
): Promise<Comparison> {
  if (commits.kind === "none") return everything(commits.reason);
  try {
    if (commits.kind === "pull") return await comparePullRequest(repository, commits, sha);
    const { before, after } = commits;
    await fetchMissing(repository, [before, after]);
    return { kind: "range", before, after };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return everything({ code: "fetch-failed", detail: error.reason });
  }
}

/**
 * On a pull request, GITHUB_SHA is the merge with the base branch, whose first parent is that branch: the two
 * differ in what the pull request changes. Without such a merge (the pull request was closed, or the event is
 * pull_request_target) the head is compared with the commit where it left the base branch.
 */
async function comparePullRequest(
  repository: Repository,
  { base, head }: Extract<EventCommits, { kind: "pull" }>,
  sha = "HEAD",
): Promise<Comparison> {
  const known = await readCommits(repository, ["HEAD", sha]);
  const [checkedOut, named] = known;
  if (checkedOut?.id === head && named === undefined) {
    await fetchCommits(repository, [sha], 2);
    known.push(...(await readCommits(repository, [sha])));
  }
  const merge = known.find((one) => one?.parents.length === 2 && one.parents[1] === head);
  const before = merge?.parents[0];
  if (merge !== undefined && before !== undefined) {
    await fetchMissing(repository, [before]);
    return { kind: "range", before, after: merge.id };
  }
  await fetchMissing(repository, [base, head]);
  const common = await mergeBase(repository, base, head);
  if (common !== undefined) return { kind: "range", before: common, after: head };
  return everything({ code: "history-unrelated" });
}

/** Compares HEAD with the commit, branch, or tag that input `base` names. */
async function compareBase(repository: Repository, base: string): Promise<Comparison> {
  // GitHub's way to say that there is no commit, which github.event.before holds on a first push.
  if (isZeroCommit(base)) return everything({ code: "base-zeros" });
  const names = ["HEAD", `refs/remotes/origin/${base}`, base];
  const [head, branch, other] = await readCommits(repository, names);
  const before = branch ?? other ?? (await fetchBase(repository, base));
  if (head === undefined)
    throw new ActionError({
      code: "not-a-checkout",
      message: "Nothing is checked out, so there is nothing to compare with base.",
      hint: "Run actions/checkout before this step.",
    });
  return { kind: "range", before: before.id, after: head.id };
}

async function fetchBase(repository: Repository, base: string): Promise<Commit> {
  try {
    await fetchCommits(repository, [base]);
    const [fetched] = await readCommits(repository, [FETCHED]);
    if (fetched !== undefined) return fetched;
    throw new GitError("fetch", "not-run", "it is not a commit");
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    throw wrapError(cause, {
      code: "base-unknown",
      message: `Input base is "${base}", which git could not fetch: ${cause.reason}.`,
      hint: "Set base to a branch, a tag, or a full commit ID. In a private repository, keep the credentials of the checkout (persist-credentials: true).",
    });
  }
}

async function fetchMissing(repository: Repository, ids: readonly string[]): Promise<void> {
  const known = await readCommits(repository, ids);
  const missing = ids.filter((_, i) => known[i] === undefined);
  if (missing.length > 0) await fetchCommits(repository, missing);
}
