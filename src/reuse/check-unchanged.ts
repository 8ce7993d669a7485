import { fetchCommits, readCommits } from "../git/commits.ts";
import { changedPaths } from "../git/files.ts";
import type { Repository } from "../git/repository.ts";
import { GitError } from "../git/run.ts";
import { readLabels } from "../registry/labels.ts";
import type { RegistrySession } from "../registry/session.ts";
import { decidingFiles, isAmong, outsideOf } from "./deciding-files.ts";
import { builtFrom } from "./labels.ts";
import type { ReuseOptions } from "./options.ts";
import { relativeTo, type Source, type SourceState } from "./source.ts";

/** What the decision rests on. */
export interface Evidence {
  readonly cogVersion: string;
  readonly registry: RegistrySession;
  readonly source: SourceState;
}

/**
 * Decides whether the newest version stands for the sources as they are: its image says which commit it was
 * built from, and git says that nothing which enters the image has changed since. There is no state of our
 * own.
 * @returns why it has to be built; undefined when nothing has changed.
 */
export async function rebuildReason(
  plan: ReuseOptions,
  version: string,
  { cogVersion, registry, source }: Evidence,
): Promise<string | undefined> {
  if (plan.build.noCache) return "no-cache asks for a build from scratch";
  if (source.kind === "unknown") return `git does not tell what the project is: ${source.reason}`;
  const [uncommitted] = source.changed;
  if (uncommitted !== undefined)
    return `${uncommitted} enters the image, and is not as ${source.commit.slice(0, 7)} has it`;
  const flag = flagFromElsewhere(plan);
  if (flag !== undefined) return `${flag} is set by a workflow that is not in this repository`;
  const labels = await readLabels(registry, `sha256:${version}`);
  const built = builtFrom(labels, cogVersion, plan.project.config);
  if ("doubt" in built) return built.doubt;
  return sourceDifference(plan, source, built.commit);
}

/** What has changed since a commit, of all that decides what is built. */
async function sourceDifference(
  plan: ReuseOptions,
  source: Source,
  commit: string,
): Promise<string | undefined> {
  const { repository } = source;
  const short = commit.slice(0, 7);
  try {
    const [there] = await readCommits(repository, [commit]);
    if (there === undefined) await fetchCommits(repository, [commit]);
    const besides = outsideOf(plan.project.directory, decidingFiles(plan)).map(
      (path) => `:(literal)${path}`,
    );
    const workflow = plan.workflowFile === undefined ? [] : [plan.workflowFile];
    const elsewhere = [...attributesAbove(repository), ...workflow].map(
      (path) => `:(top,literal)${path}`,
    );
    const paths = [".", ...besides, ...elsewhere];
    const changed = await changedPaths(repository, commit, source.commit, paths);
    const decisive = changed.find((path) => decides(path, plan, source));
    return (
      decisive &&
      `${decisive.replace(/\/$/, "")} has changed since ${short}, which the newest version was built from`
    );
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return `git does not tell what has changed since ${short}: ${error.reason}`;
  }
}

/** Whether a file that has changed is one that decides what is built. */
function decides(path: string, plan: ReuseOptions, { repository, enters }: Source): boolean {
  const inside = relativeTo(repository, path);
  // Outside of the project only files were asked for that decide.
  if (inside === undefined || path === plan.workflowFile || isAttributes(path)) return true;
  return enters(inside) || isAmong(inside, decidingFiles(plan));
}

const ATTRIBUTES = ".gitattributes";

/** The files above the project that say how git writes its files: their ends of lines, and LFS. */
function attributesAbove({ prefix }: Repository): readonly string[] {
  const above = prefix.split("/").slice(0, -1);
  return above.map((_, depth) => [...above.slice(0, depth), ATTRIBUTES].join("/"));
}

function isAttributes(path: string): boolean {
  return path === ATTRIBUTES || path.endsWith(`/${ATTRIBUTES}`);
}

/** Flags stand in the workflow, whose changes git can only tell where it is in this repository. */
function flagFromElsewhere({ build, workflowFile }: ReuseOptions): string | undefined {
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
