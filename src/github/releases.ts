import type { Http } from "../http/request.ts";
import { wrapError } from "../lib/errors.ts";
import { sleep } from "../lib/sleep.ts";
import {
  type GitHubAccess,
  type GitHubClient,
  githubErrorMessage,
  openGitHub,
  readList,
  statusOf,
} from "./client.ts";
import { parseRelease, parseReleases, type Release } from "./parse.ts";

/** Average seconds before release notes are read again. */
const SETTLE_SECONDS = 0.4;
/** Maximum writes, when other jobs write to the same release notes. */
const MAX_WRITES = 4;

/**
 * Finds the release of a tag: the published one, or else the newest draft.
 * @returns undefined when there is none, or only a draft and the token cannot write, and so cannot see drafts.
 * @throws {Error} when GitHub refuses, or returns another release.
 */
export async function findRelease(github: GitHubClient, tag: string): Promise<Release | undefined> {
  const { rest, repo } = github;
  try {
    const { data } = await rest.repos.getReleaseByTag({ ...repo, tag });
    const release = parseRelease(data);
    if (release.tag === tag) return release;
    throw new Error(`GitHub returned the release of tag "${release.tag}"`);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    const releases = await listReleases(github);
    return releases.find((release) => release.isDraft && release.tag === tag);
  }
}

/**
 * Whether the release of a tag is a pre-release: a draft counts, too, if the token can see it.
 * @returns false when the tag has no release.
 * @throws {ActionError} when GitHub refuses.
 */
export async function isPrereleaseTag(
  http: Http,
  access: GitHubAccess,
  tag: string,
): Promise<boolean> {
  try {
    const github = await openGitHub(http, access);
    return (await findRelease(github, tag))?.isPrerelease ?? false;
  } catch (cause) {
    throw wrapError(cause, {
      code: "release-unreadable",
      message: `Could not check whether the release of tag "${tag}" is a pre-release: ${githubErrorMessage(cause)}.`,
      hint: 'Add the permission "contents: read" to the job, set github-token, and run the job again.',
    });
  }
}

/** Lists the newest 100 releases, newest first. Drafts are among them when the token can write. */
async function listReleases({ rest, repo }: GitHubClient): Promise<Release[]> {
  const { data } = await rest.repos.listReleases({ ...repo, per_page: 100 });
  return parseReleases(data);
}

/** Lists the published releases before this one, newest first, at most 99. */
export async function listReleasesBefore(
  github: GitHubClient,
  release: Release,
): Promise<Release[]> {
  const releases = await listReleases(github);
  // A release that is not listed is older than all of them.
  const index = releases.findIndex(({ id }) => id === release.id);
  return index === -1 ? [] : releases.slice(index + 1).filter(({ isDraft }) => !isDraft);
}

/**
 * Changes a release's notes. GitHub has no conditional update, so jobs for several models can overwrite each
 * other: the notes are read again, and changed again if the change is lost.
 * @param change from the current notes to the new ones; it must be idempotent.
 * @throws {Error} when every change is lost, or of Octokit when GitHub refuses.
 */
export async function changeReleaseNotes(
  github: GitHubClient,
  { id }: Release,
  change: (body: string) => string,
  signal: AbortSignal,
): Promise<void> {
  const { rest, repo } = github;
  const release = { ...repo, release_id: id };
  for (let writes = 0; ; writes++) {
    // By its ID: a draft is not found by its tag.
    const { id: found, body } = parseRelease((await rest.repos.getRelease(release)).data);
    if (found !== id) throw new Error("GitHub returned another release");
    if (change(body) === body) return;
    if (writes === MAX_WRITES) throw new Error("other jobs keep overwriting them");
    await rest.repos.updateRelease({ ...release, body: change(body) });
    // Random, so that two jobs that write at the same time do not do so again.
    await sleep(SETTLE_SECONDS * (0.5 + Math.random()), signal);
  }
}

/**
 * Lists all published releases of replicate/cog.
 * @throws {ActionError} when GitHub refuses.
 */
export async function listCogReleases(
  http: Http,
  access: Omit<GitHubAccess, "repository">,
): Promise<Release[]> {
  try {
    const { rest, repo } = await openGitHub(http, { ...access, repository: "replicate/cog" });
    const releases = await readList(
      "releases",
      (page) => rest.repos.listReleases({ ...repo, ...page }),
      parseReleases,
    );
    return releases.filter(({ isDraft }) => !isDraft);
  } catch (cause) {
    throw wrapError(cause, {
      code: "cog-releases-unreadable",
      message: `Could not list the releases of replicate/cog: ${githubErrorMessage(cause)}.`,
      hint: "Set cog-version to an exact version, which needs no list. GitHub Enterprise Server has no access to github.com's releases.",
    });
  }
}
