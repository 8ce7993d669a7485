import { fetchCommits, readCommits } from "../git/commits.ts";
import { changedPaths } from "../git/files.ts";
import type { Repository } from "../git/repository.ts";
import { GitError } from "../git/run.ts";
import { readLabels } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import type { Version } from "../replicate/parse.ts";
import { builtFrom } from "./built-from.ts";
import type { ReuseOptions } from "./options.ts";
import {
  decidingFiles,
  isAmong,
  outsideOf,
  relativeTo,
  type Source,
  type SourceState,
} from "./source.ts";

/** Whether the newest version is what a build of the sources would make, or why there has to be a build. */
export type ReuseDecision =
  | { readonly kind: "off" }
  | { readonly kind: "reuse"; readonly version: Version }
  | { readonly kind: "build"; readonly reason: string };

/** What would be built, and where the newest version's image is. */
export interface ReuseContext {
  readonly cogVersion: string;
  readonly registry: RegistrySession;
  readonly source: SourceState;
}

/**
 * Decides whether the newest version can be reused: its image is labeled with the commit that it was built
 * from, and git lists what has changed since. This action keeps no state of its own.
 * @param latest the newest version; undefined when the model has none, or the API is not available.
 */
export async function findReusableVersion(
  options: ReuseOptions,
  latest: Version | undefined,
  context: ReuseContext,
): Promise<ReuseDecision> {
  if (!options.skipUnchanged) return { kind: "off" };
  if (latest === undefined)
    return {
      kind: "build",
      reason: "the model has no version, or its newest version is unknown without api-token",
    };
  const reason = await rebuildReason(options, latest.id, context);
  return reason === undefined ? { kind: "reuse", version: latest } : { kind: "build", reason };
}

/** @returns why the sources have to be built; undefined when the version is what they would make. */
async function rebuildReason(
  options: ReuseOptions,
  version: string,
  { cogVersion, registry, source }: ReuseContext,
): Promise<string | undefined> {
  if (options.build.noCache) return "no-cache is set";
  if (source.kind === "unknown") return `git cannot read the project: ${source.reason}`;
  const [uncommitted] = source.changed;
  if (uncommitted !== undefined)
    return `${uncommitted} is part of the image and differs from commit ${shortId(source.commit)}`;
  const flag = flagOfOtherRepository(options);
  if (flag !== undefined) return `${flag} is set by a workflow of another repository`;
  const labels = await readLabels(registry, `sha256:${version}`);
  const origin = builtFrom(labels, cogVersion, options.project.config);
  if (origin.kind === "unknown") return origin.reason;
  return sourceDifference(options, source, origin.commit);
}

/** @returns what has changed since a commit, of all files that decide what is built. */
async function sourceDifference(
  options: ReuseOptions,
  source: Source,
  commit: string,
): Promise<string | undefined> {
  const { repository } = source;
  try {
    const [known] = await readCommits(repository, [commit]);
    if (known === undefined) await fetchCommits(repository, [commit]);
    const outside = outsideOf(options.project.directory, decidingFiles(options)).map(
      (path) => `:(literal)${path}`,
    );
    const workflow = options.workflowFile === undefined ? [] : [options.workflowFile];
    const above = [...attributesAbove(repository), ...workflow].map(
      (path) => `:(top,literal)${path}`,
    );
    const paths = [".", ...outside, ...above];
    const changed = await changedPaths(repository, commit, source.commit, paths);
    const decisive = changed.find((path) => decides(path, options, source));
    return (
      decisive &&
      `${decisive.replace(/\/$/, "")} has changed since ${shortId(commit)}, the commit of the newest version`
    );
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return `git cannot list the changes since ${shortId(commit)}: ${error.reason}`;
  }
}

/** Whether a file that has changed decides what is built. */
function decides(path: string, options: ReuseOptions, { repository, enters }: Source): boolean {
  const inside = relativeTo(repository, path);
  // Of the files outside the project, git lists only those that decide.
  if (inside === undefined || path === options.workflowFile || isAttributes(path)) return true;
  return enters(inside) || isAmong(inside, decidingFiles(options));
}

const ATTRIBUTES = ".gitattributes";

/** The files above the project that decide how git checks its files out: line ends and LFS. */
function attributesAbove({ prefix }: Repository): readonly string[] {
  const above = prefix.split("/").slice(0, -1);
  return above.map((_, depth) => [...above.slice(0, depth), ATTRIBUTES].join("/"));
}

function isAttributes(path: string): boolean {
  return path === ATTRIBUTES || path.endsWith(`/${ATTRIBUTES}`);
}

/** Build options are in the workflow, whose changes git lists only if it is in this repository. */
function flagOfOtherRepository({ build, workflowFile }: ReuseOptions): string | undefined {
  if (workflowFile !== undefined) return undefined;
  const flags = [
    ["separate-weights", build.separateWeights || undefined],
    ["use-cog-base-image", build.useCogBaseImage],
    ["use-cuda-base-image", build.useCudaBaseImage],
    ["dockerfile", build.dockerfile],
    ["openapi-schema", build.openapiSchema],
  ] as const;
  return flags.find(([, value]) => value !== undefined)?.[0];
}

function shortId(commit: string): string {
  return commit.slice(0, 7);
}
