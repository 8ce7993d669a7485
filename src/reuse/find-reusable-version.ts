import { fetchCommits, readCommits } from "../git/commits.ts";
import { changedPaths } from "../git/files.ts";
import type { Repository } from "../git/repository.ts";
import { GitError } from "../git/run.ts";
import { readLabels } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import type { Version } from "../replicate/parse.ts";
import { buildMark } from "./build-mark.ts";
import { type BuiltFrom, builtFrom } from "./built-from.ts";
import type { ReuseOptions } from "./options.ts";
import {
  decidingFiles,
  isAmong,
  outsideOf,
  relativeTo,
  type Source,
  type SourceState,
} from "./source.ts";
import { workflowFiles } from "./workflow-files.ts";

/** Whether an existing version is what a build of the sources would make, or why there has to be a build. */
export type ReuseDecision =
  | { readonly kind: "off" }
  | { readonly kind: "reuse"; readonly version: Version; readonly isNewest: boolean }
  | { readonly kind: "build"; readonly reason: string };

/** What would be built, and where the images of versions are. */
export interface ReuseContext {
  readonly cogVersion: string;
  readonly registry: RegistrySession;
  readonly source: SourceState;
  /** Lists versions, the newest first. */
  readonly listVersions: (most: number) => Promise<readonly Version[]>;
}

/** Versions among which one of the same commit is searched, and those of them that are read at the same time. */
const SEARCHED = 50;
const BATCH = 5;

/**
 * Decides whether an existing version can be reused: its image is labeled with the commit that it was built
 * from, and git lists what has changed since. This action keeps no state of its own.
 * @param latest the newest version; undefined when the model has none, or the API is not available.
 */
export async function findReusableVersion(
  options: ReuseOptions,
  latest: Version | undefined,
  context: ReuseContext,
): Promise<ReuseDecision> {
  const { skipUnchanged, reusesCommit } = options;
  const { source } = context;
  if (!skipUnchanged && !reusesCommit) return { kind: "off" };
  if (latest === undefined)
    return build("the model has no version, or its newest version is unknown without api-token");
  if (options.build.noCache) return build("no-cache is set");
  if (source.kind === "unknown") return build(`git cannot read the project: ${source.reason}`);
  const reason = alwaysBuilt(options, source);
  if (reason !== undefined) return build(reason);
  const origin = await originOf(latest, options, context);
  const difference =
    origin.kind === "unknown" ? origin.reason : await differenceTo(origin.commit, options, source);
  if (difference === undefined) return { kind: "reuse", version: latest, isNewest: true };
  if (!reusesCommit) return build(difference);
  const version = await findVersionOfCommit(options, latest, source.commit, context);
  return version === undefined ? build(difference) : { kind: "reuse", version, isNewest: false };
}

function build(reason: string): ReuseDecision {
  return { kind: "build", reason };
}

/** Why these sources are built, whatever versions there are. */
function alwaysBuilt(options: ReuseOptions, source: Source): string | undefined {
  const [uncommitted] = source.changed;
  if (uncommitted !== undefined)
    return `${uncommitted} is part of the image and differs from commit ${shortId(source.commit)}`;
  const flag = flagOfOtherRepository(options);
  return flag && `${flag} is set by a workflow of another repository`;
}

async function originOf(
  { id }: Version,
  options: ReuseOptions,
  { cogVersion, registry, source }: ReuseContext,
): Promise<BuiltFrom> {
  const labels = await readLabels(registry, `sha256:${id}`);
  return builtFrom(labels, cogVersion, options.project.config, buildMark(options, source));
}

/** Searches the older versions for one of the commit, the newest first. */
async function findVersionOfCommit(
  options: ReuseOptions,
  latest: Version,
  commit: string,
  context: ReuseContext,
): Promise<Version | undefined> {
  const newest = (await context.listVersions(SEARCHED)).slice(0, SEARCHED);
  const older = newest.filter(({ id }) => id !== latest.id);
  for (let at = 0; at < older.length; at += BATCH) {
    const batch = older.slice(at, at + BATCH);
    const origins = await Promise.all(batch.map((version) => originOf(version, options, context)));
    const found = origins.findIndex(
      (origin) => origin.kind === "commit" && origin.commit === commit,
    );
    if (found !== -1) return batch[found];
  }
  return undefined;
}

/** @returns what has changed since the newest version's commit, of all files that decide what is built. */
async function differenceTo(
  commit: string,
  options: ReuseOptions,
  source: Source,
): Promise<string | undefined> {
  const { repository } = source;
  if (!options.skipUnchanged)
    return commit === source.commit
      ? undefined
      : "the newest version was built from another commit";
  try {
    const [known] = await readCommits(repository, [commit]);
    if (known === undefined) await fetchCommits(repository, [commit]);
    const outside = outsideOf(options.project.directory, decidingFiles(options)).map(
      (path) => `:(literal)${path}`,
    );
    const workflow = await workflowFiles(options, repository, source.commit);
    const above = [...attributesAbove(repository), ...workflow].map(
      (path) => `:(top,literal)${path}`,
    );
    const paths = [".", ...outside, ...above];
    const changed = await changedPaths(repository, commit, source.commit, paths);
    const decisive = changed.find((path) => decides(path, workflow, options, source));
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
function decides(
  path: string,
  workflow: readonly string[],
  options: ReuseOptions,
  { repository, enters }: Source,
): boolean {
  const inside = relativeTo(repository, path);
  const setsInputs = workflow.some((file) => path === file || path.startsWith(`${file}/`));
  // Of the files outside the project, git lists only those that decide.
  if (inside === undefined || setsInputs || isAttributes(path)) return true;
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
