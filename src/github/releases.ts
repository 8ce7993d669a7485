import { ActionError, messageOf } from "../errors.ts";
import type { Http } from "../http/request.ts";
import { type GitHubAccess, openGitHub } from "./client.ts";

/** A published release of a GitHub repository. */
export interface Release {
  readonly tag: string;
  readonly isPrerelease: boolean;
  readonly assets: readonly string[];
}

/**
 * Lists the published releases of replicate/cog, over all pages.
 * @throws {ActionError} when GitHub does not answer with them.
 */
export async function listCogReleases(http: Http, access: GitHubAccess): Promise<Release[]> {
  const github = openGitHub(http, access);
  const releases = await github
    .paginate(github.rest.repos.listReleases, { owner: "replicate", repo: "cog", per_page: 100 })
    .catch(refuse);
  return releases
    .filter(({ draft }) => !draft)
    .map(({ tag_name, prerelease, assets }) => ({
      tag: tag_name,
      isPrerelease: prerelease,
      assets: assets.map(({ name }) => name),
    }));
}

function refuse(cause: unknown): never {
  throw new ActionError(
    {
      what: `GitHub does not list the releases of replicate/cog: ${messageOf(cause)}.`,
      remedy:
        "Set cog-version to an exact version, which needs no list. (On GitHub Enterprise Server the list is on github.com, out of reach of its API.)",
    },
    { cause },
  );
}
