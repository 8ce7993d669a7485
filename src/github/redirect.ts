import type { Http } from "../http/request.ts";
import type { GitHubAccess } from "./client.ts";

/**
 * Reads which repository a former name leads to. GitHub redirects it to `/repositories/<id>` until another repository
 * gets the name (GitHub's documentation, "Renaming a repository"). The redirect is not followed.
 * @returns the repository's ID; undefined when GitHub does not redirect the name, or does not answer.
 */
export async function readRedirectedId(
  http: Http,
  { apiUrl, token, repository }: GitHubAccess,
): Promise<string | undefined> {
  const response = await http({
    method: "GET",
    url: `${apiUrl}/repos/${repository}`,
    headers: token === undefined ? {} : { authorization: `token ${token}` },
  });
  const isRedirect = response.status >= 300 && response.status < 400;
  const location = response.headers.get("location") ?? "";
  return isRedirect ? /\/repositories\/(\d+)$/.exec(location)?.[1] : undefined;
}
