import type { GitHub } from "@actions/github/lib/utils";
import { type Http, type HttpRequest, type HttpResponse, PAGE_LIMITS } from "../http/request.ts";
import { isCertificateError } from "../http/retry.ts";
import { describeResponse, untrustedCertificate } from "../http/unexpected-response.ts";
import { ActionError, errorMessage, errorReason } from "../lib/errors.ts";
import { stringAt } from "../lib/json.ts";

/** Which repository to access, and with which token. */
export interface GitHubAccess {
  /** Base URL of the REST API, without a trailing slash. */
  readonly apiUrl: string;
  /** Undefined: anonymous requests, with a lower rate limit. */
  readonly token: string | undefined;
  /** `owner/name` */
  readonly repository: string;
}

type Octokit = InstanceType<typeof GitHub>;

export interface GitHubClient extends Pick<Octokit, "rest" | "graphql"> {
  /** The repository, as parameters of Octokit's methods. */
  readonly repo: { readonly owner: string; readonly repo: string };
}

/**
 * Loads Octokit, which most pushes do not need. It sends its requests with this action's HTTP client, so that
 * the same retries and timeouts apply.
 */
export async function openGitHub(http: Http, access: GitHubAccess): Promise<GitHubClient> {
  const { GitHub } = await import("@actions/github/lib/utils");
  const { apiUrl, token } = access;
  const { rest, graphql } = new GitHub({
    baseUrl: apiUrl,
    ...(token !== undefined && { auth: token }),
    request: { fetch: fetchThrough(http) },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const [owner = "", repo = ""] = access.repository.split("/");
  return { rest, graphql, repo: { owner, repo } };
}

/** The status of a failed request; undefined for any other error. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "status" in error && typeof error.status === "number"
    ? error.status
    : undefined;
}

/**
 * Whether GitHub refused a request because of a missing permission: "Resource not accessible by integration" (or by
 * personal access token), "Must have admin rights to Repository". A 403 has other reasons, too, such as a rate limit.
 */
export function lacksPermission(error: unknown): boolean {
  return statusOf(error) === 403 && /not accessible|must have/i.test(errorMessage(error));
}

/** What a 403 means, and how to fix it: semantic-release/github issue 221, r-universe-org/help issue 247. */
const REMEDIES = [
  [/is locked/i, "Unlock the conversation"],
  [/archived/i, "Unarchive the repository"],
] as const;

/**
 * How to fix a request that GitHub refused, as a sentence after a space.
 * @param input that turns the request off.
 * @returns an empty text when the reason is all that is known.
 */
export function remedyFor(error: unknown, permission: string, input: string): string {
  const remedy = lacksPermission(error)
    ? `Add the permission "${permission}" to the job`
    : statusOf(error) === 403 && REMEDIES.find(([reason]) => reason.test(errorMessage(error)))?.[1];
  return remedy ? ` ${remedy}, or set ${input} to false.` : "";
}

/** The message of a failed request, without its full stop. Octokit wraps what its fetch throws. */
export function githubErrorMessage(error: unknown): string {
  const isWrapped = error instanceof Error && error.cause instanceof ActionError;
  return errorReason(isWrapped ? error.cause : error);
}

type OctokitRequest = Pick<HttpRequest, "method" | "headers" | "body" | "signal">;

function fetchThrough(http: Http) {
  return async (
    url: string,
    { method, headers, body, signal }: OctokitRequest,
  ): Promise<Response> => {
    const content = {
      ...(headers && { headers }),
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
    };
    const response = await http({ method, url, ...content });
    const { status } = response;
    const received = Object.fromEntries(response.headers);
    if (status === 204) return new Response(null, { status, headers: received });
    // Octokit leaves redirects to fetch.
    if (status < 400 && (status < 200 || status >= 300 || response.body === undefined))
      throw invalidResponse(response);
    // Octokit's error message is the whole body when that is not JSON, such as a gateway's page: shorten it.
    const isReadable = status < 300 || stringAt(response.body, "message") !== undefined;
    const text = isReadable
      ? response.text
      : JSON.stringify({ message: describeResponse(response) });
    return new Response(text, {
      status,
      headers: { ...received, "content-type": "application/json" },
    });
  };
}

/** The error for no response, a redirect, or a success that is not JSON. */
function invalidResponse(response: HttpResponse): ActionError {
  if (isCertificateError(response.networkError))
    return untrustedCertificate("The request to GitHub's API", response);
  const isRedirect = response.status >= 300 && response.headers.has("location");
  const reason = response.status === 200 ? "the response is not JSON" : describeResponse(response);
  return new ActionError({
    code: "github-request-failed",
    message: `The request to GitHub's API failed: ${reason}.`,
    hint: isRedirect
      ? "The repository may have been renamed. Run the workflow again in the renamed repository."
      : "Run the job again later.",
  });
}

/** A response with one page of a list. */
interface Page {
  readonly data: unknown;
  readonly headers: { readonly link?: string | undefined };
}

type PageRequest = (page: { readonly per_page: number; readonly page: number }) => Promise<Page>;

/**
 * Reads a list page by page. Pages are requested by their numbers, and no link is followed, because it could lead to
 * another host, which must not get the token, or back.
 * @param list names it in the error: `comments`.
 * @throws {ActionError} for pages without end, or the error of the request.
 */
export async function* readPages(
  list: string,
  request: PageRequest,
  { pages, seconds } = PAGE_LIMITS,
): AsyncGenerator<unknown, void> {
  const deadline = Date.now() + seconds * 1000;
  for (let page = 1; page <= pages && Date.now() < deadline; page++) {
    const { data, headers } = await request({ per_page: 100, page });
    yield data;
    if (!headers.link?.includes('rel="next"')) return;
  }
  throw new ActionError({
    code: "github-endless-pages",
    message: `GitHub's API returned an endless series of pages of ${list}.`,
    hint: "Check that GITHUB_API_URL is the API's own base URL and that no proxy answers for GitHub.",
  });
}

/** Reads all pages of a list; see readPages. */
export async function readList<T>(
  list: string,
  request: PageRequest,
  parse: (data: unknown) => T[],
): Promise<T[]> {
  const entries: T[] = [];
  for await (const page of readPages(list, request)) entries.push(...parse(page));
  return entries;
}
