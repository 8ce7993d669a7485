import { isAncestor } from "../git/commits.ts";
import { GitError } from "../git/run.ts";
import type { GitHubAccess } from "../github/client.ts";
import { compareCommits } from "../github/repository.ts";
import type { Http } from "../http/request.ts";
import { errorReason } from "../lib/errors.ts";
import { debug } from "../lib/log.ts";
import { readLabels } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import { labeledCommit } from "./built-from.ts";
import type { NewerVersion, ReuseReason } from "./reasons.ts";
import type { SourceState } from "./source.ts";

/** Whether a version was built from a newer commit than the one that is checked out. */
export type CommitAge =
  | { readonly kind: "not-newer" }
  | ({ readonly kind: "newer" } & NewerVersion)
  | { readonly kind: "unknown"; readonly reason: ReuseReason };

/** The commit that is checked out, and where versions and history can be read. */
interface CommitAgeContext {
  readonly source: SourceState;
  /** The event's commit, for a directory without git. */
  readonly commit: string | undefined;
  readonly registry: RegistrySession;
  readonly github: GitHubAccess;
  readonly http: Http;
  readonly signal: AbortSignal;
}

/** Finds out whether a version was built from a newer commit. Never rejects: an error is an unknown age. */
export type AgeOf = (version: string) => Promise<CommitAge>;

/** Creates the check, which reads each version once. */
export function commitAges(context: CommitAgeContext): AgeOf {
  const known = new Map<string, Promise<CommitAge>>();
  return async (version) => {
    const age = known.get(version) ?? readAge(version, context);
    known.set(version, age);
    return age;
  };
}

async function readAge(version: string, context: CommitAgeContext): Promise<CommitAge> {
  const { source, registry } = context;
  const commit = source.kind === "known" ? source.commit : context.commit;
  const unknown = (reason: ReuseReason): CommitAge => ({ kind: "unknown", reason });
  if (commit === undefined) return unknown({ code: "commit-unknown" });
  try {
    const newer = labeledCommit(await readLabels(registry, `sha256:${version}`));
    if (newer === undefined) return unknown({ code: "version-unlabeled", version });
    const isNewer = newer !== commit && (await hasAncestor(newer, commit, context));
    return isNewer ? { kind: "newer", version, newer, commit } : { kind: "not-newer" };
  } catch (error) {
    return unknown({ code: "check-failed", detail: errorReason(error) });
  }
}

/** Asks the clone, and GitHub only if the clone does not have enough history. */
async function hasAncestor(
  descendant: string,
  commit: string,
  { source, github, http, signal }: CommitAgeContext,
): Promise<boolean> {
  if (source.kind === "known")
    try {
      const { repository } = source;
      if (await isAncestor(repository, commit, descendant)) return true;
      // A shallow clone cuts history off: there, only what is found counts.
      if (!repository.isShallow || (await isAncestor(repository, descendant, commit))) return false;
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      debug(`git cannot compare ${commit} with ${descendant}: ${error.reason}`);
    }
  if (github.repository === "") throw new Error("GITHUB_REPOSITORY is not set");
  return (await compareCommits(http, github, [commit, descendant], signal)) === "ahead";
}
