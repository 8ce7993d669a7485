import { json, type Reply } from "../http/http.ts";
import type { GitHubCall } from "./access.ts";
import { notFound } from "./errors.ts";
import { isSameRepository, type Store } from "./store.ts";

/** repos.compareCommits: how two commits lie to each other, without the commits and files between them. */
export function compareCommits(
  { store }: GitHubCall,
  repository: string,
  base = "",
  head = "",
): Reply {
  const [before, after] = [base, head].map((sha) => ancestorsOf(store, repository, sha));
  if (before === undefined || after === undefined) return notFound();
  const ahead = [...after].filter((sha) => !before.has(sha)).length;
  const behind = [...before].filter((sha) => !after.has(sha)).length;
  const status =
    ahead > 0 && behind > 0
      ? "diverged"
      : ahead > 0
        ? "ahead"
        : behind > 0
          ? "behind"
          : "identical";
  return json(200, { status, ahead_by: ahead, behind_by: behind, total_commits: ahead });
}

/** A commit and all that it comes from; undefined: there is no such commit. */
function ancestorsOf(store: Store, repository: string, sha: string): Set<string> | undefined {
  const known = new Map(
    store.commits
      .filter((commit) => isSameRepository(commit.repository, repository))
      .map((commit) => [commit.sha, commit]),
  );
  if (!known.has(sha)) return undefined;
  const found = new Set<string>();
  const rest = [sha];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    rest.push(...(known.get(next)?.parents ?? []));
  }
  return found;
}
