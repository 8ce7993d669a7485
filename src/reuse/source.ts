import { join, resolve } from "node:path";
import { decidingFiles } from "../cog/configured-model.ts";
import { contextFilter } from "../docker/dockerignore.ts";
import { readCommits } from "../git/commits.ts";
import { workTreeChanges } from "../git/files.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import { GitError } from "../git/run.ts";
import { ActionError } from "../lib/errors.ts";
import { isInside, readOptional } from "../lib/paths.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { ReuseOptions } from "./options.ts";
import type { ReuseReason } from "./reasons.ts";

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
export type SourceState = Source | { readonly kind: "unknown"; readonly reason: ReuseReason };

/** Reads with git what is in a project's directory. */
export async function readSource(
  options: Pick<ReuseOptions, "build" | "project">,
  {
    context: { environment },
    signal,
    fetchInTurn,
  }: Pick<Runtime, "context" | "signal" | "fetchInTurn">,
): Promise<SourceState> {
  const { directory } = options.project;
  const deciding = decidingFilesOf(options);
  try {
    const [repository, dockerignore] = await Promise.all([
      openRepository({ directory, environment, signal }, "working-directory", fetchInTurn),
      readOptional(join(directory, ".dockerignore")),
    ]);
    const enters = contextFilter(dockerignore);
    const [[head], changes] = await Promise.all([
      readCommits(repository, ["HEAD"]),
      workTreeChanges(repository, literalPathspecs(directory, deciding)),
    ]);
    if (head === undefined) return { kind: "unknown", reason: { code: "nothing-committed" } };
    const changed = changes.flatMap((path) => {
      const inside = relativeTo(repository, path);
      if (inside === undefined) return [path];
      return isAmong(inside, deciding) || enters(inside) ? [inside] : [];
    });
    return { kind: "known", repository, commit: head.id, changed, enters };
  } catch (error) {
    signal.throwIfAborted();
    // A push does not need git, so this becomes an error only when the sources must be known.
    const cause = error instanceof ActionError ? error.cause : error;
    if (cause instanceof GitError)
      return { kind: "unknown", reason: { code: "source-unreadable", detail: cause.reason } };
    throw error;
  }
}

/** Lists the deciding files of a project, with those that inputs name. */
export function decidingFilesOf({
  build,
  project: { config, configFile },
}: Pick<ReuseOptions, "build" | "project">): string[] {
  const named = [build.dockerfile, build.openapiSchema].filter((file) => file !== undefined);
  return [...decidingFiles(config, configFile), ...named];
}

/** The pathspecs of a directory, and of those files that are outside of it. */
export function literalPathspecs(directory: string, files: readonly string[]): string[] {
  const outside = files.filter((file) => !isInside(resolve(directory, file), directory));
  return [".", ...outside.map((file) => `:(literal)${file}`)];
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
 * Push options with the revision that the image is labeled with, where git knows it: the commit that is checked out,
 * and `-dirty` when files differ from it, as `git describe --dirty` writes it.
 */
export function withRevision<T extends { readonly commit: string | undefined }>(
  push: T,
  source: SourceState,
): T {
  if (source.kind === "unknown") return push;
  const { commit, changed } = source;
  return { ...push, commit: changed.length === 0 ? commit : `${commit}-dirty` };
}
