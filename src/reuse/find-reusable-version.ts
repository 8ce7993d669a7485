import { fetchCommits, readCommits } from "../git/commits.ts";
import { changedPaths } from "../git/files.ts";
import type { Repository } from "../git/repository.ts";
import { GitError } from "../git/run.ts";
import { readLabels } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import type { Version } from "../replicate/parse.ts";
import { buildMark } from "./build-mark.ts";
import { builtFrom } from "./built-from.ts";
import type { ReuseOptions } from "./options.ts";
import type { ReuseReason } from "./reasons.ts";
import {
  decidingFilesOf,
  isAmong,
  literalPathspecs,
  relativeTo,
  type Source,
  type SourceState,
} from "./source.ts";
import { workflowFiles } from "./workflow-files.ts";

/** Whether an existing version is what a build of the sources would make, or why there has to be a build. */
export type ReuseDecision =
  | { readonly kind: "off" }
  | { readonly kind: "reuse"; readonly version: Version; readonly isNewest: boolean }
  | { readonly kind: "build"; readonly reason: ReuseReason };

/** What would be built, and where the images of versions are. */
interface ReuseContext {
  readonly cogVersion: string;
  readonly registry: RegistrySession;
  readonly source: SourceState;
  /** Lists versions, the newest first. */
  readonly listVersions: (max: number) => Promise<readonly Version[]>;
}

/** Versions among which one of the same commit is searched, and those of them that are read at the same time. */
const SEARCHED = 50;
const BATCH = 5;

/**
 * Decides whether an existing version can be reused: its image is labeled with the commit that it was built
 * from, and git lists what has changed since. This action stores no state.
 * @param latest the latest version; undefined when the model has none, or the API is not available.
 */
export async function findReusableVersion(
  options: ReuseOptions,
  latest: Version | undefined,
  { cogVersion, registry, source, listVersions }: ReuseContext,
): Promise<ReuseDecision> {
  const { skipUnchanged, reusesCommit, project } = options;
  const build = (reason: ReuseReason): ReuseDecision => ({ kind: "build", reason });
  if (!skipUnchanged && !reusesCommit) return { kind: "off" };
  if (latest === undefined) return build({ code: "no-version" });
  if (options.build.noCache) return build({ code: "no-cache" });
  if (source.kind === "unknown") return build(source.reason);
  const { commit, changed } = source;
  const [file] = changed;
  if (file !== undefined) return build({ code: "not-committed", file, commit });

  const originOf = async ({ id }: Version) => {
    const labels = await readLabels(registry, `sha256:${id}`);
    return builtFrom(labels, cogVersion, project.config, buildMark(options, source));
  };
  const origin = await originOf(latest);
  const difference =
    origin.kind === "unknown" ? origin.reason : await differenceTo(origin.commit, options, source);
  if (difference === undefined) return { kind: "reuse", version: latest, isNewest: true };
  const newest = reusesCommit ? (await listVersions(SEARCHED)).slice(0, SEARCHED) : [];
  const older = newest.filter(({ id }) => id !== latest.id);
  for (let at = 0; at < older.length; at += BATCH) {
    const batch = older.slice(at, at + BATCH);
    const origins = await Promise.all(batch.map(originOf));
    const version = batch.find((_, i) => {
      const from = origins[i];
      return from?.kind === "commit" && from.commit === commit;
    });
    if (version !== undefined) return { kind: "reuse", version, isNewest: false };
  }
  return build(difference);
}

/** @returns what has changed since the newest version's commit, of all files that decide what is built. */
async function differenceTo(
  commit: string,
  options: ReuseOptions,
  source: Source,
): Promise<ReuseReason | undefined> {
  if (commit === source.commit) return undefined;
  if (!options.skipUnchanged) return { code: "commit-differs" };
  const { repository, enters } = source;
  const deciding = decidingFilesOf(options);
  try {
    const [known] = await readCommits(repository, [commit]);
    if (known === undefined) await fetchCommits(repository, [commit]);
    const workflow = await workflowFiles(options, repository, source.commit);
    const above = [...attributesAbove(repository), ...workflow];
    const changed = await changedPaths(repository, commit, source.commit, [
      ...literalPathspecs(options.project.directory, deciding),
      ...above.map((path) => `:(top,literal)${path}`),
    ]);
    const decisive = changed.find((path) => {
      const inside = relativeTo(repository, path);
      // Of the files outside the project, git lists only those that decide.
      if (inside === undefined || enters(inside) || isAmong(inside, deciding)) return true;
      const setsInputs = workflow.some((file) => path === file || path.startsWith(`${file}/`));
      return setsInputs || /(^|\/)\.gitattributes$/.test(path);
    });
    if (decisive === undefined) return undefined;
    return { code: "file-changed", file: decisive.replace(/\/$/, ""), since: commit };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return { code: "history-missing", since: commit, detail: error.reason };
  }
}

/** The files above the project that decide how git checks its files out: line ends and LFS. */
function attributesAbove({ prefix }: Repository): readonly string[] {
  const above = prefix.split("/").slice(0, -1);
  return above.map((_, depth) => [...above.slice(0, depth), ".gitattributes"].join("/"));
}
