import { json, type Reply } from "../http/http.ts";
import type { GitHubCall } from "./access.ts";
import { notFound } from "./errors.ts";
import { API, idOf, nodeId, pageOf } from "./objects.ts";
import { paged } from "./pages.ts";
import { type Commit, isSameRepository, type Store, shaOf } from "./store.ts";

function commitObject({ repository, sha, parents }: Commit) {
  const url = `${API}/repos/${repository}/commits/${sha}`;
  const git = `${API}/repos/${repository}/git`;
  return {
    sha,
    node_id: nodeId("C", idOf(sha)),
    url,
    html_url: pageOf(`${repository}/commit/${sha}`),
    comments_url: `${url}/comments`,
    author: null,
    committer: null,
    commit: {
      url: `${git}/commits/${sha}`,
      author: null,
      committer: null,
      message: `Commit ${sha.slice(0, 7)}`,
      comment_count: 0,
      tree: { sha: shaOf(`tree of ${sha}`), url: `${git}/trees/${shaOf(`tree of ${sha}`)}` },
    },
    parents: parents.map((parent) => ({ sha: parent, url: url.replace(sha, parent) })),
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
  const sha = shaOf(text);
  const urls = {
    self: `${API}/repos/${repository}/contents/${path}?ref=${ref}`,
    git: `${API}/repos/${repository}/git/blobs/${sha}`,
    html: pageOf(`${repository}/blob/${ref}/${path}`),
  };
  return json(200, {
    url: urls.self,
    git_url: urls.git,
    html_url: urls.html,
    download_url: null,
    _links: urls,
    type: "file",
    encoding: "base64",
    size: Buffer.byteLength(text),
    name: path.split("/").at(-1),
    path,
    content: Buffer.from(text).toString("base64").replace(/.{60}/g, "$&\n"),
    sha,
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
  const url = `${API}/repos/${repository}/compare/${base}...${head}`;
  const page = pageOf(`${repository}/compare/${base}...${head}`);
  const [common = base] = [...before].filter((sha) => after.has(sha));
  const object = (sha: string) => {
    const commit = store.commits.find((one) => one.sha === sha);
    return commitObject(commit ?? { repository, sha, parents: [] });
  };
  return json(200, {
    url,
    html_url: page,
    permalink_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: object(base),
    merge_base_commit: object(common),
    status,
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: [],
  });
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
