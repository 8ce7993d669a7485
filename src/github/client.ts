import { GitHub } from "@actions/github/lib/utils";
import { ActionError } from "../errors.ts";
import { describeReply } from "../http/problem.ts";
import type { Http, Method, Reply } from "../http/request.ts";

export interface GitHubAccess {
  readonly apiUrl: string;
  /** Undefined: asked anonymously, at a lower rate limit. */
  readonly token: string | undefined;
}

export type GitHubClient = InstanceType<typeof GitHub>;

/**
 * Octokit, on this action's own HTTP client: its retries and timeouts hold, and a token goes to GitHub's
 * API and to no address that an answer names.
 */
export function openGitHub(http: Http, { apiUrl, token }: GitHubAccess): GitHubClient {
  return new GitHub({
    baseUrl: apiUrl,
    ...(token !== undefined && { auth: token }),
    request: { fetch: fetchThrough(http, new URL(apiUrl).origin) },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
}

interface OctokitRequest {
  readonly method: Method;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

function fetchThrough(http: Http, origin: string) {
  return async (url: string, init: OctokitRequest): Promise<Response> => {
    if (new URL(url).origin !== origin) throw elsewhere(url);
    const { method, headers, body } = init;
    const reply = await http({ method, url, headers, ...(body !== undefined && { body }) });
    if (reply.status === 0 || isRedirect(reply))
      throw new ActionError({
        what: `GitHub's API gives ${describeReply(reply)}.`,
        remedy: isRedirect(reply)
          ? "The repository may have been renamed: run the workflow again from where it is now."
          : "Run the job again later.",
      });
    const isEmpty = reply.status === 204 || reply.status === 304;
    return new Response(isEmpty ? null : reply.text, {
      status: reply.status,
      headers: reply.headers,
    });
  };
}

/** Octokit leaves redirects to fetch, and takes one that comes back for an answer. */
function isRedirect({ status, headers }: Reply): boolean {
  return status >= 300 && status < 400 && headers.has("location");
}

function elsewhere(url: string): ActionError {
  return new ActionError({
    what: `GitHub's API names a next page elsewhere (${url}), where its token must not go.`,
    remedy: "Check that GITHUB_API_URL is the API's own address.",
  });
}
