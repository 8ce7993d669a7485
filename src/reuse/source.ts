import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readCommits } from "../git/commits.ts";
import { workTreeChanges } from "../git/files.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import { GitError, type GitPlace } from "../git/run.ts";
import { ActionError } from "../lib/errors.ts";
import { contextFilter } from "./context-files.ts";
import { isAmong, outsideOf } from "./deciding-files.ts";

/** What a project's directory is built from, as git sees it. */
export interface Source {
  readonly kind: "known";
  readonly repository: Repository;
  /** The commit that is checked out. */
  readonly commit: string;
  /** Files that decide what enters the image, or do, and are not as that commit has them; relative to the directory. */
  readonly changed: readonly string[];
  /** Which paths of the directory enter the image. */
  readonly enters: (path: string) => boolean;
}

/** What git says of the directory, or why it says nothing: no repository, no commit, or no git. */
export type SourceState = Source | { readonly kind: "unknown"; readonly reason: string };

/**
 * Asks git what is in a project's directory.
 * @param deciding files that decide what is built, whether or not they enter the image.
 */
export async function readSource(
  place: GitPlace,
  deciding: readonly string[],
): Promise<SourceState> {
  try {
    const [repository, dockerignore] = await Promise.all([
      openRepository(place, "working-directory"),
      readFile(join(place.directory, ".dockerignore"), "utf8").catch(() => undefined),
    ]);
    const enters = contextFilter(dockerignore);
    const outside = outsideOf(place.directory, deciding);
    const [[head], changes] = await Promise.all([
      readCommits(repository, ["HEAD"]),
      workTreeChanges(repository, [".", ...outside.map((path) => `:(literal)${path}`)]),
    ]);
    if (head === undefined) return { kind: "unknown", reason: "nothing is committed" };
    const changed = changes
      .filter(({ path }) => {
        const inside = relativeTo(repository, path);
        return inside === undefined || isAmong(inside, deciding) || enters(inside);
      })
      .map(({ path }) => relativeTo(repository, path) ?? path);
    return { kind: "known", repository, commit: head.id, changed, enters };
  } catch (error) {
    place.signal?.throwIfAborted();
    // Nobody needs git for a push: that it does not know the sources matters where somebody asks.
    const cause = error instanceof ActionError ? error.cause : error;
    if (cause instanceof GitError) return { kind: "unknown", reason: cause.reason };
    throw error;
  }
}

/** A path of the repository as the directory has it; undefined for one outside. */
export function relativeTo({ prefix }: Repository, path: string): string | undefined {
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

/**
 * The revision that an image says it was built from: a commit, marked where files differed from it, as
 * `git describe --dirty` does.
 */
export function revisionOf({ commit, changed }: Source): string {
  return changed.length === 0 ? commit : `${commit}-dirty`;
}
