import { json, type Reply } from "../http/http.ts";
import type { GitHubCall } from "./access.ts";
import { notFound } from "./errors.ts";
import { API, idOf, nodeId, pageOf } from "./objects.ts";
import { paged } from "./pages.ts";
import { type Commit, isSameRepository, type Store, shaOf } from "./store.ts";

function commitObject({ repository, sha, parents }: Commit) {
  const home = `${API}/repos/${repository}`;
  const url = `${home}/commits/${sha}`;
  const tree = shaOf(`tree of ${sha}`);
  return {
    url,
    sha,
    node_id: nodeId("C", idOf(sha)),
    html_url: pageOf(`${repository}/commit/${sha}`),
    comments_url: `${url}/comments`,
    commit: {
      url: `${home}/git/commits/${sha}`,
      author: null,
      committer: null,
      message: `Commit ${sha.slice(0, 7)}`,
      comment_count: 0,
      tree: { sha: tree, url: `${home}/git/trees/${tree}` },
    },
    author: null,
    committer: null,
    parents: parents.map((parent) => ({ sha: parent, url: `${home}/commits/${parent}` })),
  };
}

/** pulls.listCommits: the oldest first. */
export function listPullCommits(call: GitHubCall, repository: string, number = ""): Reply {
  const commits = call.store.commits.filter(
    (commit) => commit.pull === Number(number) && isSameRepository(commit.repository, repository),
  );
  return paged(call, commits, commitObject);
}

/** repos.listCommits, of one path: the newest first. */
export function listCommits(call: GitHubCall, repository: string): Reply {
  const { searchParams } = call.url;
  const path = searchParams.get("path") ?? "";
  const commits = historyOf(call.store, repository, searchParams.get("sha") ?? "");
  return paged(
    call,
    commits.filter(({ files = {} }) => path in files),
    commitObject,
  );
}

/** repos.getContent of a file: the newest text before or at a commit. */
export function getContent(call: GitHubCall, repository: string, path = ""): Reply {
  const ref = call.url.searchParams.get("ref") ?? "";
  const [text] = historyOf(call.store, repository, ref).flatMap(({ files }) => files?.[path] ?? []);
  if (text === undefined) return notFound();
  const home = `${API}/repos/${repository}`;
  const self = `${home}/contents/${path}?ref=${ref}`;
  const git = `${home}/git/blobs/${shaOf(text)}`;
  const html = pageOf(`${repository}/blob/${ref}/${path}`);
  return json(200, {
    type: "file",
    encoding: "base64",
    size: Buffer.byteLength(text),
    name: path.split("/").at(-1),
    path,
    content: Buffer.from(text).toString("base64").replace(/.{60}/g, "$&\n"),
    sha: shaOf(text),
    url: self,
    git_url: git,
    html_url: html,
    download_url: null,
    _links: { git, html, self },
  });
}

/** A commit and those before it. */
function historyOf(store: Store, repository: string, sha: string): Commit[] {
  const commit = store.commits.find(
    (one) => one.sha === sha && isSameRepository(one.repository, repository),
  );
  if (commit === undefined) return [];
  return [commit, ...commit.parents.flatMap((parent) => historyOf(store, repository, parent))];
}

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
