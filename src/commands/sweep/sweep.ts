import pMap from "p-map";
import { modelUnnamed } from "../../cog/configured-model.ts";
import { readProject } from "../../cog/project.ts";
import { type ClosedPullRequest, listClosedPullRequests } from "../../github/pull-request.ts";
import type { SweepInputs } from "../../inputs/sweep-inputs.ts";
import { ActionError, refuseProblems, runChecks } from "../../lib/errors.ts";
import { info } from "../../lib/log.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import { connect, requireApi } from "../../model/connection.ts";
import { candidateNames, previewName } from "../../preview/name.ts";
import { notManagedReason } from "../../preview/ownership.ts";
import { removePreview } from "../../preview/remove.ts";
import type { ReplicateApi } from "../../replicate/client.ts";
import { findModel } from "../../replicate/models.ts";
import type { Context } from "../../runtime/context.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { type Finding, renderSweep } from "./render.ts";

/** Pull requests looked at, and previews deleted, at the same time. */
const CONCURRENCY = 8;
const PROGRESS_EVERY = 100;
/** Names looked for of each pull request: one that was opened again more often than that is rare. */
const LIKELY_GENERATIONS = 3;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Deletes the previews of pull requests that have closed. The API lists nobody's private models, so their
 * names are built from the repository's closed pull requests, and each is checked for our mark.
 */
export async function sweep(inputs: SweepInputs, runtime: Runtime): Promise<void> {
  const { context, http } = runtime;
  const { credentials } = inputs;
  const { api, account } = requireApi(connect(credentials, runtime), "A sweep");
  const production = productionModel(inputs, context);
  const { repository } = context;
  const access = { apiUrl: context.githubApiUrl, token: inputs.githubToken, repository };
  const since = new Date(Date.now() - inputs.sinceDays * DAY);
  const pulls = listClosedPullRequests(http, access, since);
  await runChecks([refuseProblems(inputs.problems), account, production, pulls]);

  const closed = await pulls;
  const model = await production;
  // A template that gives no name for any pull request is an error of the input.
  previewName(inputs.template, { ...model, number: 1, branch: "branch" });
  info(`${closed.length} pull requests were closed in the last ${inputs.sinceDays} days.`);
  let looked = 0;
  const sweepPull = async (pull: (typeof closed)[number]) => {
    const found = await sweepOne(pull, { api, production: model, inputs, runtime });
    if (++looked % PROGRESS_EVERY === 0) info(`${looked} of ${closed.length} looked at`);
    return found;
  };
  const findings = await pMap(closed, sweepPull, { concurrency: CONCURRENCY });
  const all = findings.flat();
  for (const { name, outcome } of all) info(`${fullName(name)}: ${outcome}`);
  info(`${all.length} previews found.`);
  await writeSummary(renderSweep(model, all, closed.length, inputs.dryRun));
}

async function productionModel(inputs: SweepInputs, context: Context): Promise<ModelName> {
  if (inputs.model !== undefined) return inputs.model;
  const invalid = inputs.problems.filter(({ input }) => input === "model");
  await refuseProblems(invalid);
  const project = await readProject(context.workspace, inputs.project, context.registryHost);
  const { model, configFile } = project;
  if (model.kind === "named") return model.name;
  throw new ActionError(modelUnnamed(model, configFile));
}

/** What every pull request of a sweep shares. */
interface SweepContext {
  readonly api: ReplicateApi;
  readonly production: ModelName;
  readonly inputs: SweepInputs;
  readonly runtime: Runtime;
}

/** Problems of one pull request, which the sweep lists before it goes on with the others. */
const SKIPPED: ReadonlySet<string> = new Set(["preview-name-invalid", "replicate-wrong-object"]);

async function sweepOne(pull: ClosedPullRequest, context: SweepContext): Promise<Finding[]> {
  try {
    return await sweepPull(pull, context);
  } catch (error) {
    if (!(error instanceof ActionError) || !error.problems.every(({ code }) => SKIPPED.has(code)))
      throw error;
    const reason = error.problems.map(({ message }) => message).join(" ");
    return [{ number: pull.number, name: context.production, outcome: `skipped: ${reason}` }];
  }
}

async function sweepPull(
  { number, branch }: ClosedPullRequest,
  { api, production, inputs, runtime }: SweepContext,
): Promise<Finding[]> {
  const { template, dryRun } = inputs;
  const { context, signal } = runtime;
  const name = previewName(template, { ...production, number, branch });
  const { repository, serverUrl } = context;
  const origin = { repository, serverUrl, number, production };
  const candidates = candidateNames(name).slice(0, LIKELY_GENERATIONS);
  const models = await Promise.all(candidates.map((candidate) => findModel(api, candidate)));
  const findings = models.map(async (model): Promise<Finding[]> => {
    if (model === undefined) return [];
    const reason = notManagedReason(model, origin);
    if (reason !== undefined) return [{ number, name: model, outcome: `left alone: ${reason}` }];
    if (dryRun) return [{ number, name: model, outcome: "would be deleted" }];
    const removal = await removePreview(api, model, signal);
    const outcome = removal.deleted ? "deleted" : `refused: ${removal.refusals.join("; ")}`;
    return [{ number, name: model, outcome }];
  });
  return (await Promise.all(findings)).flat();
}
