import { join, resolve } from "node:path";
import * as core from "@actions/core";
import { changedProjects } from "../../discover/changes.ts";
import { type Comparison, findComparison } from "../../discover/comparison.ts";
import { findProjects } from "../../discover/find.ts";
import { globsMatcher, inputGlobs, withDescendants } from "../../discover/globs.ts";
import { jobOf, MAX_PROJECTS, renderMatrices } from "../../discover/matrix.ts";
import type { DiscoverOptions } from "../../discover/options.ts";
import type { FoundProject, ProjectFile } from "../../discover/projects.ts";
import { type Discovery, headline, renderDiscovery } from "../../discover/render.ts";
import { readSettings } from "../../discover/settings.ts";
import { contextFilter } from "../../docker/context-files.ts";
import { changedFiles } from "../../git/files.ts";
import { openRepository } from "../../git/repository.ts";
import { eventCommits } from "../../github/event.ts";
import { problemsOf } from "../../inputs/action.ts";
import { INPUT_GROUPS } from "../../inputs/commands.ts";
import { info } from "../../lib/log.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { readOptional } from "../../lib/paths.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import { type Context, readEvent } from "../../runtime/context.ts";

/**
 * Writes the Cog projects of a repository as a matrix: those that changed, or all of them when the event is
 * not about a change.
 */
export async function discover(
  options: DiscoverOptions,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const { environment, workspace, registryHost, event, sha } = context;
  const directory = resolve(workspace, options.directory);
  const repository = await openRepository({ directory, environment, signal }, "working-directory");
  const commits = eventCommits(event.name, readEvent(environment["GITHUB_EVENT_PATH"]));
  const rules = {
    names: INPUT_GROUPS.flatMap(([names]) => names.split(" ")),
    problemsOf: (values: Readonly<Record<string, string>>) => problemsOf(values, registryHost),
  };
  const settings = await readSettings(options.settings, repository, workspace, rules);
  const shared = inputGlobs("also-when", options.alsoWhen, repository.prefix);
  // As in git, exclusions alone are from everything.
  const excludesOnly = shared.length > 0 && shared.every((glob) => glob.startsWith("!"));
  const isShared = globsMatcher(withDescendants(excludesOnly ? ["**", ...shared] : shared));
  const source = { ...options, repository, workspace, registryHost, settings };
  const { all, found } = await findProjects(source);
  // A project whose changes were reverted has a preview, too. A matrix of more jobs is refused: then only what changed
  // is listed, and a sweep finds the other previews.
  const { pullRequest } = event;
  const isClosed = pullRequest.kind === "pull-request" && pullRequest.action === "closed";
  const deletesPreviews = isClosed && found.length <= MAX_PROJECTS;
  const comparison: Comparison = deletesPreviews
    ? { kind: "everything", reason: "the pull request is closed", failed: false }
    : await findComparison(repository, options, commits, sha);
  const changes =
    comparison.kind === "everything"
      ? ofEach(found, [])
      : await findChanges(
          await changedFiles(repository, comparison.before, comparison.after),
          isShared,
          found,
          all,
        );
  const jobs = found.flatMap((project) => {
    const changed = changes.get(project.file.path);
    return changed === undefined ? [] : [{ job: jobOf(project, settings.keys), changes: changed }];
  });
  await report({ jobs, total: found.length, comparison });
}

/** The changed files of each project that is a job, by its path; none when nothing was compared. */
type Changes = ReadonlyMap<string, readonly string[]>;

function ofEach(projects: readonly FoundProject[], changed: readonly string[]): Changes {
  return new Map(projects.map(({ file }) => [file.path, changed]));
}

/** @param isShared whether a file belongs to every project, by input `also-when`. */
async function findChanges(
  changed: readonly string[],
  isShared: (path: string) => boolean,
  found: readonly FoundProject[],
  all: readonly ProjectFile[],
): Promise<Changes> {
  const shared = changed.filter(isShared);
  if (shared.length > 0) return ofEach(found, shared);
  const own = changedProjects(all, changed, await imageFilter(found));
  return new Map(
    found.flatMap(({ file, settings: { paths } }) => {
      const isNamed = globsMatcher(withDescendants(paths));
      const named = paths.length === 0 ? [] : changed.filter(isNamed);
      const changes = new Set([...named, ...(own.get(file.path) ?? [])]);
      return changes.size === 0 ? [] : [[file.path, [...changes]]];
    }),
  );
}

/** Whether a file is part of a project's image, or decides what is. */
async function imageFilter(
  found: readonly FoundProject[],
): Promise<(project: ProjectFile, path: string) => boolean> {
  const filters = await Promise.all(
    found.map(async ({ file, directory, staged }) => {
      const isSent = contextFilter(await readOptional(join(directory, ".dockerignore")));
      // Empty for the submodule that the project is in.
      const deciding = ["", ".dockerignore", ...staged];
      return [file.path, (path: string) => deciding.includes(path) || isSent(path)] as const;
    }),
  );
  const byPath = new Map(filters);
  return ({ path: project, directory }, path) => {
    const inside = directory === "" ? path : path.slice(directory.length + 1);
    return byPath.get(project)?.(inside) ?? false;
  };
}

async function report(discovery: Discovery): Promise<void> {
  const { jobs, total, comparison } = discovery;
  const [matrix, second] = renderMatrices(jobs.map(({ job }) => job));
  setOutputs({ matrix, "matrix-2": second, any: jobs.length > 0, count: jobs.length });
  info(headline(discovery));
  // A newline in a name would start a line of the log, which the runner could read as a workflow command.
  for (const { job } of jobs) info(`- ${job.name.replace(/\s+/g, " ")}: ${job.model}`);
  if (total === 0)
    core.warning(
      "No Cog project found: git tracks no cog.yaml or cog.*.yaml here, or none that matches input projects.",
    );
  if (comparison.kind === "everything" && comparison.failed)
    core.warning(
      `Changes are unknown, so all projects are included: ${comparison.reason}. In a private repository, keep the credentials of the checkout (persist-credentials: true), or fetch the full history (fetch-depth: 0).`,
    );
  await writeSummary(renderDiscovery(discovery));
}
