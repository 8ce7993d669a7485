import type { Http } from "../http/request.ts";
import { ActionError } from "../lib/errors.ts";
import { type GitHubAccess, openGitHub } from "./client.ts";
import { parseReleaseFiles, type ReleaseFiles } from "./parse.ts";
import { githubErrorMessage } from "./status.ts";

/**
 * Lists the published releases of replicate/cog, over all pages.
 * @throws {ActionError} when GitHub does not answer with them.
 */
export async function listCogReleases(http: Http, access: GitHubAccess): Promise<ReleaseFiles[]> {
  const github = openGitHub(http, access);
  const releases = await github
    .paginate(github.rest.repos.listReleases, { owner: "replicate", repo: "cog", per_page: 100 })
    .then(parseReleaseFiles)
    .catch(refuse);
  return releases.filter(({ isDraft }) => !isDraft);
}

function refuse(cause: unknown): never {
  throw new ActionError(
    {
      code: "cog-releases-unreadable",
      message: `GitHub does not list the releases of replicate/cog: ${githubErrorMessage(cause)}.`,
      hint: "Set cog-version to an exact version, which needs no list. (On GitHub Enterprise Server the list is on github.com, out of reach of its API.)",
    },
    { cause },
  );
}
