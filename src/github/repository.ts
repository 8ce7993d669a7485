import type { Http, HttpRequest, HttpResponse } from "../http/request.ts";
import { describeResponse } from "../http/unexpected-response.ts";
import { stringAt } from "../lib/json.ts";
import type { GitHubAccess } from "./client.ts";

/** Seconds for a comparison, retries included: the result is worth less than the time of a push. */
const TIMEOUT_SECONDS = 60;

/** Sends one request without Octokit, which takes longer to load than GitHub to answer. */
function get(
  http: Http,
  { apiUrl, token, repository }: GitHubAccess,
  path: string,
  limits: Pick<HttpRequest, "signal" | "deadline"> = {},
): Promise<HttpResponse> {
  const headers = {
    accept: "application/vnd.github+json",
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return http({ ...limits, method: "GET", url: `${apiUrl}/repos/${repository}${path}`, headers });
}

/**
 * Compares two commits by one request (GitHub's REST API, "Compare two commits").
 * @returns the relation of the second one to the first: `ahead`, `behind`, `identical`, or `diverged`.
 * @throws {Error} with the reason, as a part of a sentence, when GitHub does not compare them; the signal's reason.
 */
export async function compareCommits(
  http: Http,
  access: GitHubAccess,
  [base, head]: readonly [string, string],
  signal: AbortSignal,
): Promise<string> {
  const limits = { signal, deadline: Date.now() + TIMEOUT_SECONDS * 1000 };
  const response = await get(http, access, `/compare/${base}...${head}?per_page=1`, limits);
  const found = response.status === 200 ? stringAt(response.body, "status") : undefined;
  if (found !== undefined) return found;
  throw new Error(
    response.status === 404
      ? `GitHub does not show both commits in ${access.repository} to github-token`
      : `GitHub's comparison failed with ${describeResponse(response)}`,
  );
}

/**
 * Reads which repository a former name leads to. GitHub redirects it to `/repositories/<id>` until another repository
 * gets the name (GitHub's documentation, "Renaming a repository"). The redirect is not followed.
 * @returns the repository's ID; undefined when GitHub does not redirect the name, or does not answer.
 */
export async function readRedirectedId(
  http: Http,
  access: GitHubAccess,
): Promise<string | undefined> {
  const { status, headers } = await get(http, access, "");
  const isRedirect = status >= 300 && status < 400;
  return isRedirect ? /\/repositories\/(\d+)$/.exec(headers.get("location") ?? "")?.[1] : undefined;
}
