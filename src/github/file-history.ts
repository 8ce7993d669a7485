import { type GitHubClient, readList, statusOf } from "./client.ts";
import { parseCommits, parseContent } from "./parse.ts";
import type { PullRequestTarget } from "./pull-request.ts";

/**
 * Reads files as the commits of a pull request have them: at its head, at each commit that changed the file, and before
 * the first of these. GitHub lists at most 250 commits of a pull request, and of the commits that changed a file the
 * newest 100 are looked at.
 * @param headSha the last commit of the pull request.
 * @param paths in the repository.
 * @returns the texts of each path, the one at the head first; none of commits without the file.
 * @throws {Error} of Octokit when GitHub refuses.
 */
export async function readFileVersions(
  { github, number }: PullRequestTarget,
  headSha: string,
  paths: readonly string[],
): Promise<string[][]> {
  const { rest, repo } = github;
  const pull = { ...repo, pull_number: number };
  const commits = await readList(
    "commits",
    (page) => rest.pulls.listCommits({ ...pull, ...page }),
    parseCommits,
  );
  const ofPull = new Set(commits.map(({ sha }) => sha));
  const versions = paths.map(async (path) => {
    const filter = { ...repo, sha: headSha, path, per_page: 100 };
    const { data } = await rest.repos.listCommits(filter);
    const changes = parseCommits(data).filter(({ sha }) => ofPull.has(sha));
    const before = changes.at(-1)?.parents.slice(0, 1) ?? [];
    const revisions = new Set([headSha, ...changes.map(({ sha }) => sha), ...before]);
    const texts = [...revisions].map((revision) => readAt(github, path, revision));
    return (await Promise.all(texts)).filter((text) => text !== undefined);
  });
  return Promise.all(versions);
}

/** @returns undefined when the commit has no such file. */
async function readAt(
  { rest, repo }: GitHubClient,
  path: string,
  ref: string,
): Promise<string | undefined> {
  try {
    const { data } = await rest.repos.getContent({ ...repo, path, ref });
    return Buffer.from(parseContent(data).content, "base64").toString("utf8");
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}
