import { type Call, dispatch, json, type Reply, type Route } from "../http/http.ts";
import {
  type GitHubCall,
  getUser,
  getViewer,
  rateLimited,
  reads,
  tokenOf,
  writes,
} from "./access.ts";
import { createComment, deleteComment, listComments, updateComment } from "./comments.ts";
import { compareCommits, getContent, listCommits, listPullCommits } from "./commits.ts";
import { createStatus, listStatuses } from "./deployment-statuses.ts";
import { createDeployment, getDeployment, listDeployments } from "./deployments.ts";
import { badToken, notFound } from "./errors.ts";
import { repositoryId, repositoryObject } from "./objects.ts";
import { getPull, listPulls } from "./pulls.ts";
import {
  getLatestRelease,
  getRelease,
  getReleaseByTag,
  listReleases,
  updateRelease,
} from "./release-notes.ts";
import { listCogReleases } from "./releases.ts";
import { isSameRepository, type Store } from "./store.ts";

const REPOSITORY = /^\/github\/repos\/([^/]+\/[^/]+)(.*)$/;
const COG_RELEASES = /^\/github\/repos\/replicate\/cog\/releases$/;
const repo = (rest: string): RegExp => new RegExp(`^/github/repos/([^/]+)/([^/]+)/${rest}$`);
const COMMENTS = repo("issues/(\\d+)/comments");
const COMMENT = repo("issues/comments/(\\d+)");
const RELEASE = repo("releases/(\\d+)");
const STATUSES = repo("deployments/(\\d+)/statuses");

const ROUTES: readonly Route<GitHubCall>[] = [
  ["GET", COG_RELEASES, listCogReleases],
  ["GET", /^\/github\/user$/, getUser],
  ["POST", /^\/github\/graphql$/, getViewer],
  ["GET", COMMENTS, reads("pull-requests", listComments)],
  ["POST", COMMENTS, writes("pull-requests", createComment)],
  ["PATCH", COMMENT, writes("pull-requests", updateComment)],
  ["DELETE", COMMENT, writes("pull-requests", deleteComment)],
  ["GET", /^\/github\/repos\/([^/]+)\/([^/]+)$/, reads("contents", getRepository)],
  ["GET", repo("commits"), reads("contents", listCommits)],
  ["GET", repo("contents/(.+)"), reads("contents", getContent)],
  ["GET", repo("pulls/(\\d+)/commits"), reads("pull-requests", listPullCommits)],
  ["GET", repo("pulls"), reads("pull-requests", listPulls)],
  ["GET", repo("pulls/(\\d+)"), reads("pull-requests", getPull)],
  ["GET", repo("compare/([^/]+?)\\.\\.\\.([^/]+)"), reads("contents", compareCommits)],
  ["GET", repo("deployments"), reads("deployments", listDeployments)],
  ["POST", repo("deployments"), writes("deployments", createDeployment)],
  ["GET", repo("deployments/(\\d+)"), reads("deployments", getDeployment)],
  ["GET", STATUSES, reads("deployments", listStatuses)],
  ["POST", STATUSES, writes("deployments", createStatus)],
  ["GET", repo("releases"), reads("contents", listReleases)],
  ["GET", repo("releases/latest"), reads("contents", getLatestRelease)],
  ["GET", repo("releases/tags/(.+)"), reads("contents", getReleaseByTag)],
  ["GET", RELEASE, reads("contents", getRelease)],
  ["PATCH", RELEASE, writes("contents", updateRelease)],
];

/** repos.get: a repository exists as soon as it is asked for. */
function getRepository({ store }: GitHubCall, repository: string): Reply {
  const shown = repositoryObject(repository, { isPrivate: store.isPrivate });
  return json(200, { ...shown, id: repositoryId(store, repository) });
}

/** The address of what has a former name, by the repository's id: 301, and 307 for what is not read. */
function redirected({ method, url }: Call, { renames, origin }: Store): Reply | undefined {
  const [, name = "", rest = ""] = REPOSITORY.exec(url.pathname) ?? [];
  const renamed = renames.find(({ from }) => isSameRepository(from, name));
  if (renamed === undefined) return undefined;
  const location = `${origin}/github/repositories/${renamed.id}${rest}${url.search}`;
  const message = method === "GET" ? "Moved Permanently" : "Temporary Redirect";
  const status = method === "GET" ? 301 : 307;
  return json(status, { message, url: location }, { location });
}

/** The endpoints of GitHub's REST API that the action uses. */
export function createGitHub(store: Store): (call: Call) => Promise<Reply> {
  const limited = rateLimited();
  return async (call) => {
    const token = tokenOf(call);
    const identity = store.identities.get(token ?? "");
    // GitHub refuses a bad token here, too. Tests that only want to see where a token goes make one up.
    const isUnchecked = COG_RELEASES.test(call.url.pathname);
    if (token !== undefined && identity === undefined && !isUnchecked) return badToken();
    return await limited(
      identity,
      async () =>
        redirected(call, store) ??
        (await dispatch(ROUTES, { ...call, store, identity })) ??
        notFound(),
    );
  };
}
