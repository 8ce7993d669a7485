import { sleep } from "../lib/sleep.ts";
import type { GitHubClient } from "./client.ts";
import { parseRelease, parseReleases, type ReleaseNotes } from "./parse.ts";
import { repositoryParts } from "./repository.ts";
import { statusOf } from "./status.ts";

/** Seconds, on average, until the notes are read again. */
const SETTLING = 0.4;
/** Times that a body is written again, when another job has written it at the same moment. */
const ATTEMPTS = 4;

/** The release of a tag; undefined when there is none. */
export async function releaseOfTag(
  github: GitHubClient,
  repository: string,
  tag: string,
): Promise<ReleaseNotes | undefined> {
  try {
    const { data } = await github.rest.repos.getReleaseByTag({
      ...repositoryParts(repository),
      tag,
    });
    return parseRelease(data);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** The releases that were made before one of them, the newest first; a hundred at most. */
export async function releasesBefore(
  github: GitHubClient,
  repository: string,
  release: ReleaseNotes,
): Promise<ReleaseNotes[]> {
  const { data } = await github.rest.repos.listReleases({
    ...repositoryParts(repository),
    per_page: 100,
  });
  const published = parseReleases(data).filter(({ isDraft }) => !isDraft);
  // Newest first, as GitHub lists them. One that is not among them is older than all of them.
  const place = published.findIndex(({ id }) => id === release.id);
  return place === -1 ? [] : published.slice(place + 1);
}

/**
 * Changes a release's notes. GitHub has no way to write only what nobody else has written meanwhile, so
 * that jobs for several models can overwrite each other: the notes are read again, and changed again when
 * the change is gone.
 * @param change from the notes as they are to the notes as they should be.
 */
export async function changeNotes(
  github: GitHubClient,
  repository: string,
  { tag, id }: ReleaseNotes,
  change: (body: string) => string,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const body = (await releaseOfTag(github, repository, tag))?.body ?? "";
    if (change(body) === body) return;
    await github.rest.repos.updateRelease({
      ...repositoryParts(repository),
      release_id: id,
      body: change(body),
    });
    // At random, so that two jobs that write at the same moment do not do so again.
    await sleep(SETTLING * (0.5 + Math.random()), signal);
  }
}
