import pMap from "p-map";
import { modelUnnamed } from "../../cog/configured-model.ts";
import { readProject } from "../../cog/project.ts";
import { type GitHubClient, openGitHub } from "../../github/client.ts";
import {
  type ClosedPullRequest,
  listClosedPullRequests,
  readState,
} from "../../github/pull-request.ts";
import type { PreviewedModel, SweepInputs } from "../../inputs/sweep-inputs.ts";
import { ActionError, errorReason, refuseProblems, runChecks } from "../../lib/errors.ts";
import { info } from "../../lib/log.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import { formatCount } from "../../lib/units.ts";
import { connect, requireApi } from "../../model/connection.ts";
import { candidateNames, previewName } from "../../preview/name.ts";
import { type OriginRepository, originRepository } from "../../preview/origin-repository.ts";
import { checkOwnership, describeReason } from "../../preview/ownership.ts";
import { removePreview } from "../../preview/remove.ts";
import { warnOfRefusal } from "../../preview/report.ts";
import type { ReplicateApi } from "../../replicate/client.ts";
import { findModel } from "../../replicate/models.ts";
import type { Model } from "../../replicate/parse.ts";
import type { Context } from "../../runtime/context.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { describeOutcome, renderSweep, type SweptPreview } from "./render.ts";

/** Names looked up, and previews deleted, at the same time. */
const CONCURRENCY = 8;
const PROGRESS_EVERY = 100;
/** Names looked for of each pull request: one that was opened again more often than that is rare. */
const MAX_CANDIDATES = 3;
const DAY = 24 * 60 * 60 * 1000;

/** A pull request's preview of a model, as it may be named. */
interface PossiblePreview {
  readonly number: number;
  readonly production: ModelName;
  readonly name: ModelName;
}

/** What every name of a sweep shares. */
interface SweepContext {
  readonly api: ReplicateApi;
  readonly github: GitHubClient;
  readonly inputs: SweepInputs;
  readonly runtime: Runtime;
  readonly repository: OriginRepository;
}

/**
 * Deletes the previews of pull requests that have closed, of all models. The API lists nobody's private models, so their
 * names are built from the repository's closed pull requests, which are listed once. Each name is looked up once, and
 * each model is checked for our mark.
 */
export async function sweep(inputs: SweepInputs, runtime: Runtime): Promise<void> {
  const { context, http } = runtime;
  const { credentials, githubToken: token, sinceDays } = inputs;
  const { api, account } = requireApi(connect(credentials, runtime), "A sweep");
  const access = { apiUrl: context.githubApiUrl, token, repository: context.repository };
  const { models, closed } = await runChecks({
    inputs: refuseProblems(inputs.problems),
    account,
    models: previewedModels(inputs, context),
    closed: listClosedPullRequests(http, access, new Date(Date.now() - sinceDays * DAY)),
  });
  // A template that gives no name for any pull request is an error of the input.
  for (const { production, template } of models)
    previewName(template, { ...production, number: 1, branch: "branch" });

  info(`Checking ${formatCount(closed.length, "closed pull request")}.`);
  const { byName, skipped } = possiblePreviews(models, closed);
  const repository = originRepository(runtime, token);
  const github = await openGitHub(http, access);
  let looked = 0;
  const swept: (readonly SweptPreview[])[] = [skipped];
  const sweepOne = async (previews: readonly PossiblePreview[], index: number): Promise<void> => {
    swept[index + 1] = await sweepName(previews, { api, github, inputs, runtime, repository });
    if (++looked % PROGRESS_EVERY === 0) info(`${looked} of ${byName.size} names looked up`);
  };
  try {
    await pMap(byName.values(), sweepOne, { concurrency: CONCURRENCY });
  } finally {
    // Also what was deleted before another name ended the sweep.
    for (const { name, outcome } of swept.flat())
      info(`${fullName(name)}: ${describeOutcome(outcome)}`, outcome);
  }
  const productions = models.map(({ production }) => production);
  await writeSummary(renderSweep(productions, swept.flat(), closed.length, inputs.dryRun));
}

/** The inputs that name models. */
const NAMING: ReadonlySet<string> = new Set(["model", "models", "matrix"]);

async function previewedModels(
  { models, project, template, problems }: SweepInputs,
  { workspace, registryHost }: Context,
): Promise<readonly PreviewedModel[]> {
  if (models.length > 0) return models;
  await refuseProblems(problems.filter(({ input }) => NAMING.has(input)));
  const { model, configFile } = await readProject(workspace, project, registryHost);
  if (model.kind === "named") return [{ production: model.name, template }];
  throw new ActionError(modelUnnamed(model, configFile));
}

/** The previews to look for, by their names: several pull requests or models can have the same with some templates. */
function possiblePreviews(models: readonly PreviewedModel[], closed: readonly ClosedPullRequest[]) {
  const previews: PossiblePreview[] = [];
  const skipped: SweptPreview[] = [];
  for (const { production, template } of models)
    for (const { number, branch } of closed)
      try {
        const name = previewName(template, { ...production, number, branch });
        previews.push({ number, production, name });
      } catch (error) {
        skipped.push(skippedPreview(number, production, error));
      }
  return { byName: Map.groupBy(previews, ({ name }) => fullName(name)), skipped };
}

/** Problems with one name, which the sweep lists before it continues with the others. */
const SKIPPED: ReadonlySet<string> = new Set(["preview-name-invalid", "replicate-wrong-object"]);

/** @throws the error itself unless it is about this name alone. */
function skippedPreview(number: number, name: ModelName, error: unknown): SweptPreview {
  if (!(error instanceof ActionError) || !error.problems.every(({ code }) => SKIPPED.has(code)))
    throw error;
  return { number, name, outcome: { code: "skipped", reason: errorReason(error) } };
}

/** Deletes the previews of a name and the names after it. */
async function sweepName(
  previews: readonly PossiblePreview[],
  context: SweepContext,
): Promise<SweptPreview[]> {
  const [first] = previews;
  if (first === undefined) return [];
  const candidates = candidateNames(first.name).slice(0, MAX_CANDIDATES);
  const swept = candidates.map(async (candidate): Promise<SweptPreview[]> => {
    try {
      const model = await findModel(context.api, candidate);
      return model === undefined ? [] : [await sweepModel(model, previews, context)];
    } catch (error) {
      return [skippedPreview(first.number, first.production, error)];
    }
  });
  return (await Promise.all(swept)).flat();
}

async function sweepModel(
  model: Model,
  previews: readonly PossiblePreview[],
  { api, github, inputs, runtime, repository }: SweepContext,
): Promise<SweptPreview> {
  const checks = previews.map(async ({ number, production }) => {
    const ownership = await checkOwnership(model, { repository, number, production });
    return { number, ...ownership };
  });
  const checked = await Promise.all(checks);
  const owner = checked.find(({ code }) => code === "managed") ?? checked[0];
  const number = owner?.number ?? 0;
  const ended = (outcome: SweptPreview["outcome"]): SweptPreview => ({
    number,
    name: model,
    outcome,
  });
  if (owner?.code !== "managed")
    return ended({ code: "not-managed", reason: owner === undefined ? "" : describeReason(owner) });
  if (inputs.dryRun) return ended({ code: "would-be-deleted" });
  // The list may be minutes old: a pull request that was reopened since has its preview back.
  if ((await readState({ github, number })) === "open") return ended({ code: "reopened" });
  const removal = await removePreview(api, model, runtime.signal);
  if (removal.deleted) return ended({ code: "deleted" });
  warnOfRefusal(removal);
  return ended({ code: "refused", reasons: removal.refusals.join("; ") });
}
