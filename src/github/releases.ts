import { GitHub } from "@actions/github/lib/utils";
import { ActionError } from "../errors.ts";
import { describeReply } from "../http/problem.ts";
import type { Http, Reply } from "../http/request.ts";

/** A published release of a GitHub repository. */
export interface Release {
  readonly tag: string;
  readonly isPrerelease: boolean;
  readonly assets: readonly string[];
}

export interface GitHubAccess {
  readonly apiUrl: string;
  /** Undefined: asked anonymously, at a lower rate limit. */
  readonly token: string | undefined;
}

/**
 * Lists the published releases of replicate/cog, over all pages.
 * @throws {ActionError} when GitHub does not answer with them.
 */
export async function listCogReleases(http: Http, access: GitHubAccess): Promise<Release[]> {
  const octokit = new GitHub({
    baseUrl: access.apiUrl,
    ...(access.token !== undefined && { auth: access.token }),
    request: { fetch: fetchThrough(http, new URL(access.apiUrl).origin) },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const releases = await octokit.paginate(octokit.rest.repos.listReleases, {
    owner: "replicate",
    repo: "cog",
    per_page: 100,
  });
  return releases
    .filter(({ draft }) => !draft)
    .map(({ tag_name, prerelease, assets }) => ({
      tag: tag_name,
      isPrerelease: prerelease,
      assets: assets.map(({ name }) => name),
    }));
}

/**
 * A fetch for Octokit that keeps this action's retries and timeouts, and its rule that a token goes to
 * GitHub's own API and to no address that an answer names.
 */
function fetchThrough(http: Http, origin: string) {
  return async (url: string, init: { headers: Record<string, string> }): Promise<Response> => {
    if (new URL(url).origin !== origin) throw elsewhere(url);
    const reply = await http({ method: "GET", url, headers: init.headers });
    if (reply.status !== 200) throw refused(reply);
    return new Response(reply.text, { status: reply.status, headers: reply.headers });
  };
}

function elsewhere(url: string): ActionError {
  return new ActionError({
    what: `GitHub's API names a next page elsewhere (${url}), where its token must not go.`,
    remedy: "Set cog-version to an exact version, or check GITHUB_API_URL.",
  });
}

function refused(reply: Reply): ActionError {
  return new ActionError({
    what: `GitHub does not list the releases of replicate/cog: ${describeReply(reply)}.`,
    remedy:
      "Set cog-version to an exact version, which needs no list. (On GitHub Enterprise Server the list is on github.com, out of reach of its API.)",
  });
}
