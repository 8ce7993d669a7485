import { resolve } from "node:path";
import * as core from "@actions/core";
import { type Change, changedProjects } from "../../discover/changes.ts";
import { type Comparison, findComparison } from "../../discover/comparison.ts";
import {
  type FoundProject,
  limitProblems,
  listProjects,
  readDockerignores,
  readProjects,
  refuseBadGlobs,
  type TrackedProjects,
} from "../../discover/find.ts";
import { globsMatcher } from "../../discover/globs.ts";
import { jobOf, MAX_PROJECTS, renderMatrices, sharedModels } from "../../discover/matrix.ts";
import type { DiscoverOptions } from "../../discover/options.ts";
import { type ProjectFile, sharedPathspecs } from "../../discover/projects.ts";
import { readSettings } from "../../discover/read-settings.ts";
import { type Discovery, headline, renderDiscovery } from "../../discover/render.ts";
import { contextFilter } from "../../docker/context-files.ts";
import { changedFiles } from "../../git/files.ts";
import { openRepository, type Repository } from "../../git/repository.ts";
import { eventCommits } from "../../github/event.ts";
import { problemsOf } from "../../inputs/action.ts";
import { INPUT_GROUPS } from "../../inputs/commands.ts";
import { ActionError } from "../../lib/errors.ts";
import { info } from "../../lib/log.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import { type Context, readEvent } from "../../runtime/context.ts";

/**
 * Writes the Cog projects of a repository as a matrix: those that changed, or all of them when the event is
 * not about a change.
 */
export async function discover(options: DiscoverOptions, context: Context): Promise<void> {
  const { environment, workspace, registryHost, event, sha } = context;
  const directory = resolve(workspace, options.directory);
  const repository = await openRepository({ directory, environment }, "working-directory");
  const commits = eventCommits(event.name, readEvent(environment["GITHUB_EVENT_PATH"]));
  const rules = {
    names: INPUT_GROUPS.flatMap(([names]) => names.split(" ")),
    problemsOf: (values: Readonly<Record<string, string>>) => problemsOf(values, registryHost),
  };
  const file = await readSettings(options.settings, repository, workspace, rules);
  const { settings } = file;
  const projects = await listProjects(repository, options.projects, file);
  // A matrix of more jobs is refused: then only what changed is listed, and a sweep finds the other previews.
  const isClosed =
    event.pullRequest.kind === "pull-request" && event.pullRequest.action === "closed";
  const deletesPreviews = isClosed && projects.selected.length <= MAX_PROJECTS;
  const comparison = await findComparison(repository, options, { commits, sha, deletesPreviews });
  const source = { repository, workspace, registryHost };
  const found = await readProjects(projects, source, { ...options, settings });
  const shared = sharedModels(found);
  if (shared.length > 0) throw new ActionError(limitProblems(shared));

  const compare = { repository, comparison, alsoWhen: options.alsoWhen };
  const changes = await findChanges(projects, found, compare);
  const jobs = found
    .filter(({ file }) => changes.has(file))
    .map((project) => ({
      job: jobOf(project, project.settings.inputs, settings.keys),
      change: changes.get(project.file),
    }));
  await report({ jobs, total: found.length, comparison });
}

/** What changed of each project that is a job; undefined when nothing was compared. */
async function findChanges(
  { all }: TrackedProjects,
  found: readonly FoundProject[],
  compare: { repository: Repository; comparison: Comparison; alsoWhen: readonly string[] },
): Promise<ReadonlyMap<ProjectFile, Change | undefined>> {
  const { repository, comparison, alsoWhen } = compare;
  if (comparison.kind === "everything") return new Map(found.map(({ file }) => [file, undefined]));
  const { before, after } = comparison;
  const [changed, shared] = await Promise.all([
    changedFiles(repository, before, after),
    alsoWhen.length === 0
      ? []
      : refuseBadGlobs("also-when", () =>
          changedFiles(repository, before, after, sharedPathspecs(alsoWhen)),
        ),
  ]);
  const [path] = shared;
  if (path !== undefined)
    return new Map(found.map(({ file }) => [file, { path, count: shared.length }]));
  const own = changedProjects(all, changed, await imageFilter(found));
  return new Map(
    found.flatMap(({ file, settings }) => {
      const isNamed = globsMatcher(settings.paths);
      const named = settings.paths.length === 0 ? [] : changed.filter((one) => isNamed(one));
      const [first = own.get(file)?.path] = named;
      const count = (own.get(file)?.count ?? 0) + named.length;
      return first === undefined ? [] : [[file, { path: first, count }]];
    }),
  );
}

/** Whether a file is part of a project's image, or decides what is. */
async function imageFilter(
  found: readonly FoundProject[],
): Promise<(project: ProjectFile, path: string) => boolean> {
  const texts = await readDockerignores(found);
  const filters = new Map([...texts].map(([key, text]) => [key, contextFilter(text)]));
  const staged = new Map(found.map((project) => [project.file, project.staged]));
  return (project, path) => {
    const inside = project.directory === "" ? path : path.slice(project.directory.length + 1);
    if (inside === ".dockerignore" || staged.get(project)?.includes(inside)) return true;
    return filters.get(project.directory)?.(inside) ?? true;
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
