import { GitHub } from "@actions/github/lib/utils";
import type { Http, HttpResponse, Method } from "../http/request.ts";
import { describeResponse } from "../http/unexpected-response.ts";
import { ActionError } from "../lib/errors.ts";
import { isRecord, stringAt } from "../lib/json.ts";

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
    const { status } = reply;
    if (status < 200 || (status >= 300 && status < 400)) throw noAnswer(reply);
    if (status === 204) return new Response(null, { status, headers: reply.headers });
    if (status < 300 && reply.body === undefined) throw noAnswer(reply);
    return new Response(bodyOf(reply), {
      status,
      headers: { ...Object.fromEntries(reply.headers), "content-type": "application/json" },
    });
  };
}

/**
 * What Octokit reads of a reply. It takes the whole body of a refusal for its words when that is no JSON, as
 * the page of a gateway is: then it is given one sentence.
 */
function bodyOf(reply: HttpResponse): string {
  if (reply.status < 300) return reply.text;
  const said = isRecord(reply.body) ? stringAt(reply.body, "message") : undefined;
  return said === undefined ? JSON.stringify({ message: describeResponse(reply) }) : reply.text;
}

/** For what is no word of GitHub's: nothing at all, a redirect (Octokit leaves it to fetch), or a success without JSON. */
function noAnswer(reply: HttpResponse): ActionError {
  const isRedirect = reply.status >= 300 && reply.headers.has("location");
  return new ActionError({
    code: "github-request-failed",
    message: `GitHub's API gives ${reply.status === 200 ? "an answer that is no JSON" : describeResponse(reply)}.`,
    hint: isRedirect
      ? "The repository may have been renamed: run the workflow again from where it is now."
      : "Run the job again later.",
  });
}

function elsewhere(url: string): ActionError {
  return new ActionError({
    code: "github-page-elsewhere",
    message: `GitHub's API names a next page elsewhere (${url}), where its token must not go.`,
    hint: "Check that GITHUB_API_URL is the API's own address.",
  });
}
