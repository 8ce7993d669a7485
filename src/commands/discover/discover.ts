import { resolve } from "node:path";
import * as core from "@actions/core";
import { type Cause, changedProjects } from "../../discover/changes.ts";
import { type Comparison, findComparison, type Range } from "../../discover/comparison.ts";
import {
  atMost,
  type FoundProject,
  findProjects,
  type Projects,
  readIgnored,
  readProjects,
} from "../../discover/find-projects.ts";
import { checkSize, jobOf, matrixOf, sharedModels } from "../../discover/matrix.ts";
import { type ProjectFile, sharedPathspecs } from "../../discover/projects.ts";
import { type Choice, type Discovered, headline, renderDiscovery } from "../../discover/report.ts";
import { changedFiles } from "../../git/files.ts";
import { openRepository, type Repository } from "../../git/repository.ts";
import { GitError } from "../../git/run.ts";
import { eventCommits } from "../../github/event.ts";
import type { DiscoverInputs } from "../../inputs/discover.ts";
import { ActionError } from "../../lib/errors.ts";
import { info } from "../../lib/log.ts";
import { setDiscoverOutputs } from "../../lib/outputs.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import { contextFilter } from "../../reuse/context-files.ts";
import { type Context, readEvent } from "../../runtime/context.ts";

/** Why each project is a job. */
type Causes = ReadonlyMap<ProjectFile, Cause | undefined>;

/**
 * Writes which Cog projects of a repository are to be pushed, as a matrix: those that have changed, or
 * all of them where an event is not about a change.
 */
export async function discover(inputs: DiscoverInputs, context: Context): Promise<void> {
  const { environment, workspace, event, sha } = context;
  const directory = resolve(workspace, inputs.directory);
  const repository = await openRepository({ directory, environment }, "working-directory");
  const commits = eventCommits(event.name, readEvent(environment["GITHUB_EVENT_PATH"]));
  const [projects, comparison] = await Promise.all([
    findProjects(repository, inputs.projects),
    findComparison(repository, inputs, commits, sha),
  ]);
  const found = await readProjects(projects, repository, inputs, context);
  const clashes = sharedModels(found);
  if (clashes.length > 0) throw new ActionError(atMost(clashes));

  const causes = await findCauses(repository, projects, found, comparison, inputs);
  const jobs = found
    .filter(({ file }) => causes.has(file))
    .map((project) => ({ job: jobOf(project), cause: causes.get(project.file) }));
  checkSize(jobs.map(({ job }) => job));
  await report(jobs, { total: found.length, reason: reasonOf(comparison) }, comparison);
}

async function findCauses(
  repository: Repository,
  { all }: Projects,
  found: readonly FoundProject[],
  comparison: Comparison,
  { alsoWhen }: DiscoverInputs,
): Promise<Causes> {
  if ("why" in comparison) return new Map(found.map(({ file }) => [file, undefined]));
  const [changed, shared] = await Promise.all([
    changedFiles(repository, comparison.before, comparison.after),
    sharedChanges(repository, comparison, alsoWhen),
  ]);
  const [path] = shared;
  if (path !== undefined)
    return new Map(found.map(({ file }) => [file, { path, count: shared.length }]));
  return changedProjects(all, changed, await imageFilter(found));
}

/** The files that `also-when` names, of those that have changed. */
async function sharedChanges(
  repository: Repository,
  { before, after }: Range,
  globs: readonly string[],
): Promise<readonly string[]> {
  if (globs.length === 0) return [];
  try {
    return await changedFiles(repository, before, after, sharedPathspecs(globs));
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    throw new ActionError(
      {
        code: "glob-invalid",
        message: `Git refuses the globs of input also-when: ${cause.reason}.`,
        hint: "Give globs that stay within the repository.",
      },
      { cause },
    );
  }
}

/** Tells whether a file enters a project's image, or decides what does. */
async function imageFilter(
  found: readonly FoundProject[],
): Promise<(project: ProjectFile, path: string) => boolean> {
  const texts = await readIgnored(found);
  const filters = new Map([...texts].map(([key, text]) => [key, contextFilter(text)]));
  const requirements = new Map(found.map((project) => [project.file, project.requirements]));
  return (project, path) => {
    const inside = project.directory === "" ? path : path.slice(project.directory.length + 1);
    if (inside === ".dockerignore" || inside === requirements.get(project)) return true;
    return filters.get(project.directory)?.(inside) ?? true;
  };
}

function reasonOf(comparison: Comparison): string {
  if ("why" in comparison) return `all, because ${comparison.why}`;
  const [before, after] = [comparison.before, comparison.after].map((id) => id.slice(0, 7));
  return `those that changed between ${before} and ${after}`;
}

async function report(
  jobs: readonly Discovered[],
  choice: Choice,
  comparison: Comparison,
): Promise<void> {
  const matrix = matrixOf(jobs.map(({ job }) => job));
  setDiscoverOutputs({ matrix, any: jobs.length > 0, count: jobs.length });
  info(headline(jobs.length, choice));
  // A name with a newline would begin a line of the log, where the runner looks for commands.
  for (const { job } of jobs) info(`- ${job.name.replace(/\s+/g, " ")}: ${job.model}`);
  if (choice.total === 0)
    core.warning(
      "There is no Cog project: no tracked cog.yaml or cog.*.yaml, or none that the globs of input projects match.",
    );
  if ("why" in comparison && comparison.isDoubt)
    core.warning(
      `What has changed can't be told, so that all projects are taken: ${comparison.why}. When the repository is private, its checkout must keep its credentials (persist-credentials), or have the commits (fetch-depth: 0).`,
    );
  await writeSummary(renderDiscovery(jobs, choice));
}
