import { join, resolve } from "node:path";
import { stagedFiles } from "../cog/configured-model.ts";
import { contextFilter } from "../docker/context-files.ts";
import { readCommits } from "../git/commits.ts";
import { workTreeChanges } from "../git/files.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import { GitError, type GitPlace } from "../git/run.ts";
import { ActionError } from "../lib/errors.ts";
import { isInside, readOptional } from "../lib/paths.ts";
import type { ReuseOptions } from "./options.ts";

/** A project's directory, as git sees it. */
export interface Source {
  readonly kind: "known";
  readonly repository: Repository;
  /** The commit that is checked out. */
  readonly commit: string;
  /** Files that decide what is built and differ from that commit; relative to the directory. */
  readonly changed: readonly string[];
  /** Tests whether a path of the directory is part of the image. */
  readonly enters: (path: string) => boolean;
}

/** A project's directory, or why git cannot read it: there is no git, repository, or commit. */
export type SourceState = Source | { readonly kind: "unknown"; readonly reason: string };

/**
 * Reads with git what is in a project's directory.
 * @param deciding files that decide what is built, whether or not they are part of the image.
 */
export async function readSource(
  place: GitPlace,
  deciding: readonly string[],
): Promise<SourceState> {
  try {
    const [repository, dockerignore] = await Promise.all([
      openRepository(place, "working-directory"),
      readOptional(join(place.directory, ".dockerignore")),
    ]);
    const enters = contextFilter(dockerignore);
    const outside = outsideOf(place.directory, deciding);
    const [[head], changes] = await Promise.all([
      readCommits(repository, ["HEAD"]),
      workTreeChanges(repository, [".", ...outside.map((path) => `:(literal)${path}`)]),
    ]);
    if (head === undefined) return { kind: "unknown", reason: "nothing is committed" };
    const changed = changes
      .filter((path) => {
        const inside = relativeTo(repository, path);
        return inside === undefined || isAmong(inside, deciding) || enters(inside);
      })
      .map((path) => relativeTo(repository, path) ?? path);
    return { kind: "known", repository, commit: head.id, changed, enters };
  } catch (error) {
    place.signal?.throwIfAborted();
    // A push does not need git, so this is no error before somebody needs to know the sources.
    const cause = error instanceof ActionError ? error.cause : error;
    if (cause instanceof GitError) return { kind: "unknown", reason: cause.reason };
    throw error;
  }
}

/**
 * Lists the files that decide what is built even if they are not part of the image, because inputs and
 * cog.yaml name them and Cog or Docker reads them. Paths are absolute or relative to the project's directory.
 */
export function decidingFiles({
  build,
  project,
}: Pick<ReuseOptions, "build" | "project">): string[] {
  const staged = stagedFiles(project.config).map(([, file]) => file);
  const weights = project.config["weights"] === undefined ? undefined : "weights.lock";
  const named = [build.dockerfile, build.openapiSchema, ...staged, weights];
  return [project.configFile, ".dockerignore", ...named.filter((file) => typeof file === "string")];
}

/** Filters the files that are outside a directory. */
export function outsideOf(directory: string, files: readonly string[]): string[] {
  return files.filter((file) => !isInside(resolve(directory, file), directory));
}

/** Whether a path in the directory is one of these files. */
export function isAmong(path: string, files: readonly string[]): boolean {
  return files.some((file) => resolve("/", file) === resolve("/", path));
}

/** A path of the repository, relative to the directory; undefined for a path outside. */
export function relativeTo({ prefix }: Repository, path: string): string | undefined {
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

/**
 * The revision that the image is labeled with: the commit, and `-dirty` when files differ from it, as
 * `git describe --dirty` writes it.
 */
export function revisionOf({ commit, changed }: Source): string {
  return changed.length === 0 ? commit : `${commit}-dirty`;
}

/** Push options with the revision that is checked out, where git knows it. */
export function withRevision<T extends { readonly commit: string | undefined }>(
  push: T,
  source: SourceState,
): T {
  return source.kind === "unknown" ? push : { ...push, commit: revisionOf(source) };
}
