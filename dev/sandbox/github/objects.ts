import { type Author, isSameRepository, type Store, shaOf } from "./store.ts";

const SERVER = "https://github.com";
/** These have the ids that they have on github.com; those of others are made from their names. */
const KNOWN_IDS: Readonly<Record<string, number>> = {
  "github-actions": 15368,
  "github-actions[bot]": 41898282,
  "dependabot[bot]": 49699333,
};

/** Page of a repository or of something in it. */
export function pageOf(path: string): string {
  return `${SERVER}/${path}`;
}

export function idOf(name: string): number {
  return KNOWN_IDS[name] ?? Number.parseInt(shaOf(name.toLowerCase()).slice(0, 7), 16);
}

/** A repository's id, which stays when it is renamed. */
export function repositoryId({ renames }: Store, fullName: string): number {
  const renamed = renames.findLast(({ to }) => isSameRepository(to, fullName));
  return renamed?.id ?? idOf(fullName);
}

/** An opaque id, with the prefix of its kind. */
export function nodeId(prefix: string, id: number): string {
  return `${prefix}_${Buffer.from(`sandbox:${id}`).toString("base64url")}`;
}

/** URL of GitHub's API, as it is in its objects. */
export const API = "https://api.github.com";
/** When accounts, apps and repositories were made. */
const LONG_AGO = "2020-01-01T00:00:00Z";

/** Members that end in `_url`: each name with its path below an address. */
function urls(base: string, paths: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(paths).map(([name, path]) => [`${name}_url`, `${base}/${path}`]);
  return Object.fromEntries(entries);
}

/** A user in other objects. */
export function userObject({ login, type }: Author) {
  const id = idOf(login);
  const page = login.endsWith("[bot]") ? `apps/${login.replace("[bot]", "")}` : login;
  const url = `${API}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId(type === "Bot" ? "BOT" : "U", id),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: "",
    url,
    html_url: pageOf(page),
    ...urls(url, USER_PATHS),
    type,
    site_admin: false,
  };
}

/** A user as GET /user shows it: with what others need not know. */
export function viewerObject(author: Author) {
  const unknown = ["bio", "blog", "company", "email", "hireable", "location", "name"];
  const counts = ["followers", "following", "public_gists", "public_repos"];
  return {
    ...userObject(author),
    ...Object.fromEntries(unknown.map((key) => [key, null])),
    ...Object.fromEntries(counts.map((key) => [key, 0])),
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
  };
}

const USER_PATHS = {
  followers: "followers",
  following: "following{/other_user}",
  gists: "gists{/gist_id}",
  starred: "starred{/owner}{/repo}",
  subscriptions: "subscriptions",
  organizations: "orgs",
  repos: "repos",
  events: "events{/privacy}",
  received_events: "received_events",
};

/** An app in what was created with it. */
export function appObject(slug: string | undefined) {
  if (slug === undefined) return null;
  const id = idOf(slug);
  return {
    id,
    slug,
    node_id: nodeId("A", id),
    owner: userObject({ login: "github", type: "User" }),
    name: slug,
    description: "",
    external_url: pageOf(`apps/${slug}`),
    html_url: pageOf(`apps/${slug}`),
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
    permissions: {},
    events: [],
  };
}

/** A repository in other objects. */
export function repositoryObject(fullName: string, { isFork = false, isPrivate = false } = {}) {
  const [login = "", name = ""] = fullName.split("/");
  const id = idOf(fullName);
  const url = `${API}/repos/${fullName}`;
  const page = pageOf(fullName);
  return {
    id,
    node_id: nodeId("R", id),
    name,
    full_name: fullName,
    private: isPrivate,
    owner: userObject({ login, type: "User" }),
    html_url: page,
    description: null,
    fork: isFork,
    url,
    ...urls(url, REPOSITORY_PATHS),
    git_url: `git:${page.slice("https:".length)}.git`,
    ssh_url: `git@github.com:${fullName}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    ...Object.fromEntries(NULLS.map((key) => [key, null])),
    ...Object.fromEntries(COUNTS.map((key) => [key, 0])),
    ...Object.fromEntries(FLAGS.map((key) => [key, false])),
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
    pushed_at: LONG_AGO,
    default_branch: "main",
    visibility: isPrivate ? "private" : "public",
  };
}

const NULLS = ["homepage", "language", "mirror_url", "license"];
const COUNTS = [
  ...["forks", "forks_count", "stargazers_count", "watchers", "watchers_count", "size"],
  ...["open_issues", "open_issues_count", "network_count", "subscribers_count"],
];
const FLAGS = [
  ...["has_issues", "has_projects", "has_wiki", "has_pages", "has_downloads"],
  ...["archived", "disabled", "has_discussions"],
];
const REPOSITORY_PATHS = {
  archive: "{archive_format}{/ref}",
  assignees: "assignees{/user}",
  blobs: "git/blobs{/sha}",
  branches: "branches{/branch}",
  collaborators: "collaborators{/collaborator}",
  comments: "comments{/number}",
  commits: "commits{/sha}",
  compare: "compare/{base}...{head}",
  contents: "contents/{+path}",
  contributors: "contributors",
  deployments: "deployments",
  downloads: "downloads",
  events: "events",
  forks: "forks",
  git_commits: "git/commits{/sha}",
  git_refs: "git/refs{/sha}",
  git_tags: "git/tags{/sha}",
  hooks: "hooks",
  issue_comment: "issues/comments{/number}",
  issue_events: "issues/events{/number}",
  issues: "issues{/number}",
  keys: "keys{/key_id}",
  labels: "labels{/name}",
  languages: "languages",
  merges: "merges",
  milestones: "milestones{/number}",
  notifications: "notifications{?since,all,participating}",
  pulls: "pulls{/number}",
  releases: "releases{/id}",
  stargazers: "stargazers",
  statuses: "statuses/{sha}",
  subscribers: "subscribers",
  subscription: "subscription",
  tags: "tags",
  teams: "teams",
  trees: "git/trees{/sha}",
};

/** The addresses of a pull request: some members, and the same as links. */
export function pullAddresses(repository: string, number: number, headSha: string) {
  const api = `${API}/repos/${repository}`;
  const [pull, issue, page] = [
    `${api}/pulls/${number}`,
    `${api}/issues/${number}`,
    pageOf(`${repository}/pull/${number}`),
  ];
  const linked = {
    html: page,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${pull}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${pull}/commits`,
    statuses: `${api}/statuses/${headSha}`,
  };
  const links = Object.entries({ self: pull, ...linked });
  return {
    url: pull,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    ...Object.fromEntries(Object.entries(linked).map(([name, url]) => [`${name}_url`, url])),
    _links: Object.fromEntries(links.map(([name, href]) => [name, { href }])),
  };
}
