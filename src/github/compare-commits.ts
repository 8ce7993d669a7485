import type { Http } from "../http/request.ts";
import { describeResponse } from "../http/unexpected-response.ts";
import { isRecord, stringAt } from "../lib/json.ts";
import type { GitHubAccess } from "./client.ts";

/** Seconds for the response, retries included: the result is worth less than the time of a push. */
const TIMEOUT_SECONDS = 60;

/**
 * Compares two commits by one request (GitHub's REST API, "Compare two commits").
 * @returns how the second one lies to the first: `ahead`, `behind`, `identical`, or `diverged`.
 * @throws {Error} with the reason, as a part of a sentence, when GitHub does not compare them; the signal's reason.
 */
export async function compareCommits(
  http: Http,
  { apiUrl, token, repository }: GitHubAccess,
  [base, head]: readonly [string, string],
  signal: AbortSignal,
): Promise<string> {
  const timeout = AbortSignal.timeout(TIMEOUT_SECONDS * 1000);
  const response = await http({
    method: "GET",
    url: `${apiUrl}/repos/${repository}/compare/${base}...${head}?per_page=1`,
    headers: {
      accept: "application/vnd.github+json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    signal: AbortSignal.any([signal, timeout]),
  });
  const { status, body } = response;
  const found = status === 200 && isRecord(body) ? stringAt(body, "status") : undefined;
  if (found !== undefined) return found;
  throw new Error(
    status === 404
      ? `GitHub does not show both commits in ${repository} to github-token`
      : `GitHub's comparison failed with ${describeResponse(response)}`,
  );
}
