import { resolve } from "node:path";
import { findChanged, sharedMatcher } from "../../discover/changes.ts";
import { type Comparison, findComparison } from "../../discover/comparison.ts";
import { findProjects } from "../../discover/find-projects.ts";
import { jobOf, MAX_PROJECTS, renderMatrices } from "../../discover/matrix.ts";
import type { DiscoverOptions } from "../../discover/options.ts";
import { describeReason } from "../../discover/reasons.ts";
import { type Discovery, headline, renderDiscovery } from "../../discover/render.ts";
import { readSettings } from "../../discover/settings.ts";
import { changedFiles } from "../../git/files.ts";
import { openRepository } from "../../git/repository.ts";
import { eventCommits } from "../../github/event.ts";
import { findInputProblems } from "../../inputs/action.ts";
import { INPUT_GROUPS } from "../../inputs/inputs-by-command.ts";
import { info, warning } from "../../lib/log.ts";
import { setOutputs } from "../../lib/outputs.ts";
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
    findProblems: (values: Readonly<Record<string, string>>) =>
      findInputProblems(values, registryHost),
  };
  const settings = await readSettings(options.settings, repository, workspace, rules);
  const isShared = sharedMatcher(options.alsoWhen, repository.prefix);
  const source = { ...options, repository, workspace, registryHost, settings };
  const { all, found } = await findProjects(source);
  // A project whose changes were reverted has a preview, too. A matrix of more jobs is refused: then only what changed
  // is listed, and a sweep finds the other previews.
  const { pullRequest } = event;
  const isClosed = pullRequest.kind === "pull-request" && pullRequest.action === "closed";
  const deletesPreviews = isClosed && found.length <= MAX_PROJECTS;
  const comparison: Comparison = deletesPreviews
    ? { kind: "everything", reason: { code: "pull-request-closed" } }
    : await findComparison(repository, options, commits, sha);
  const isEverything = comparison.kind === "everything";
  const changed = isEverything
    ? []
    : await changedFiles(repository, comparison.before, comparison.after);
  const shared = changed.filter(isShared);
  const selected =
    isEverything || shared.length > 0
      ? found.map((project) => ({ project, changes: shared }))
      : await findChanged(changed, found, all);
  const jobs = selected.map(({ project, changes }) => ({
    job: jobOf(project, settings.keys),
    changes,
  }));
  await report({ jobs, total: found.length, comparison });
}

async function report(discovery: Discovery): Promise<void> {
  const { jobs, total, comparison } = discovery;
  const [matrix, second] = renderMatrices(jobs.map(({ job }) => job));
  setOutputs({ matrix, "matrix-2": second, any: jobs.length > 0, count: jobs.length });
  const reason = comparison.kind === "everything" ? comparison.reason : undefined;
  info(headline(discovery), reason);
  // A newline in a name would start a line of the log, which the runner could read as a workflow command.
  for (const { job } of jobs) info(`- ${job.name.replace(/\s+/g, " ")}: ${job.model}`);
  if (total === 0)
    warning(
      "projects-missing",
      "No Cog project found: git tracks no cog.yaml or cog.*.yaml here, or none that matches input projects.",
    );
  if (reason?.code === "fetch-failed" || reason?.code === "history-unrelated")
    warning(
      "changes-unknown",
      `Changes are unknown, so all projects are included: ${describeReason(reason)}. In a private repository, keep the credentials of the checkout (persist-credentials: true), or fetch the full history (fetch-depth: 0).`,
    );
  await writeSummary(renderDiscovery(discovery));
}
