import { type Call, dispatch, type Reply, type Route } from "../http/http.ts";
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
import { compareCommits } from "./commits.ts";
import { createStatus, listStatuses } from "./deployment-statuses.ts";
import { createDeployment, getDeployment, listDeployments } from "./deployments.ts";
import { badToken, notFound } from "./errors.ts";
import { getPull, listPulls } from "./pulls.ts";
import {
  getLatestRelease,
  getRelease,
  getReleaseByTag,
  listReleases,
  updateRelease,
} from "./release-notes.ts";
import { listCogReleases } from "./releases.ts";
import type { Store } from "./store.ts";

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
      async () => (await dispatch(ROUTES, { ...call, store, identity })) ?? notFound(),
    );
  };
}
