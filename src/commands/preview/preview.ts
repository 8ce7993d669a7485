import { planCacheSteps } from "../../build-cache/preflight.ts";
import { prepareBuildCache } from "../../build-cache/prepare.ts";
import { addToPath } from "../../cog/install.ts";
import { freeDisk, planDiskSteps } from "../../disk/free.ts";
import type { DiskRequest } from "../../disk/preflight.ts";
import type { PullRequestClient } from "../../github/pull-request.ts";
import { ActionError } from "../../lib/errors.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import { Stopwatch } from "../../lib/stopwatch.ts";
import { checkRegistry, type RegistryAccess } from "../../model/credentials.ts";
import type { EnsuredModel } from "../../model/ensure-model.ts";
import { latestImage } from "../../model/preflight.ts";
import { pruneVersions } from "../../model/prune-versions.ts";
import { versionUrl } from "../../model/urls.ts";
import type { PreviewPlan } from "../../plan/plan.ts";
import { ensurePreview } from "../../preview/ensure-preview.ts";
import { type PreviewPreflight, preflightPreview } from "../../preview/preflight.ts";
import { openPullRequest } from "../../preview/pull-request.ts";
import { removePreview } from "../../preview/remove.ts";
import { commentMarker, type PreviewOutcome, renderPreview } from "../../preview/render.ts";
import { reportPreview, reportPreviewPreflight, reportSkip } from "../../preview/report.ts";
import { readImageSize } from "../../push/image-size.ts";
import { type Published, publishVersion } from "../../push/publish-version.ts";
import { listVersions } from "../../replicate/models.ts";
import type { Version } from "../../replicate/parse.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { checkCompatibility, runVersionTests } from "../../testing/gates.ts";
import { planTestSteps } from "../push/dry-run.ts";
import { reportDryRun, reportModel, reportVersion } from "../report.ts";
import { cacheOrigins } from "./cache-origins.ts";

/** A private model of the pull request's own, told of in one comment that is kept up to date. */
export async function preview(plan: PreviewPlan, runtime: Runtime): Promise<void> {
  const ready = await preflightPreview(plan, runtime);
  const { api, cog } = ready;
  const { origin } = ready.preview;
  reportPreviewPreflight(ready);
  if (plan.dryRun) return reportDryRun(ready.name, await foresee(plan, ready, runtime));

  const page = await openPullRequest(plan.preview, origin, runtime);
  const [ensured] = await Promise.all([
    ensurePreview(api, ready.preview, ready.state),
    freeDisk(diskOf(plan, ready), runtime),
  ]);
  const { model } = ensured;
  const abandon = async (): Promise<void> => {
    await removePreview(api, model, runtime.signal);
    await reportSkip(`Pull request #${origin.number} was closed meanwhile, and has no preview.`);
  };
  // A run for the closed pull request may have looked for the model just before it was made.
  if (ensured.createdOn !== undefined && (await page?.isClosed())) return abandon();
  reportModel(model, ensured);
  addToPath(cog);
  try {
    await deliver(plan, ready, ensured, page, runtime);
  } catch (error) {
    if (!runtime.signal.aborted && (await page?.isClosed())) return abandon();
    throw error;
  }
}

async function foresee(
  plan: PreviewPlan,
  ready: PreviewPreflight,
  runtime: Runtime,
): Promise<string[]> {
  const { name, state, cog } = ready;
  return [
    ...(state.kind === "missing"
      ? [`create ${fullName(name)} (private, on ${state.hardware})`]
      : []),
    ...(await planDiskSteps(diskOf(plan, ready), runtime)),
    ...planCacheSteps(ready.cache),
    `build ${plan.project.directory} with Cog ${cog.version}, and push it to ${fullName(name)}`,
    ...planTestSteps(plan),
    "delete older versions of the preview, and tell of it in a comment",
  ];
}

/** The registry was asked about the first name: the size of an image of a later one is not known. */
function diskOf({ freeDisk, project }: PreviewPlan, ready: PreviewPreflight): DiskRequest {
  const { name, preview, state, registry, space } = ready;
  const latest = fullName(name) === fullName(preview.first) ? latestImage(state) : undefined;
  const previousImage = () => readImageSize(registry.session, latest);
  return { mode: freeDisk, space, project, previousImage };
}

/** Pushes the preview, takes it through the gates, and tells of it wherever it is to be told of. */
async function deliver(
  plan: PreviewPlan,
  ready: PreviewPreflight,
  ensured: EnsuredModel,
  page: PullRequestClient | undefined,
  runtime: Runtime,
): Promise<void> {
  const { model } = ensured;
  const { comment, deployment: wanted } = plan.preview;
  const deployment =
    wanted && plan.commit ? await page?.startDeployment(model, plan.commit) : undefined;
  try {
    const { outcome, older, size } = await pushAndConfirm(plan, ready, ensured, runtime);
    const marker = commentMarker(outcome.origin.production);
    const [obstacle] = await Promise.all([
      passGates(plan, ready, outcome, size, runtime),
      pruneVersions(
        ready.api,
        model,
        older,
        "It goes with the model when the pull request closes.",
      ),
    ]);
    await Promise.all([
      comment ? page?.comment({ marker, text: renderPreview(outcome) }) : undefined,
      obstacle ?? deployment?.set("success", versionUrl(model, outcome.version.id, ensured)),
      reportPreview(outcome),
    ]);
    if (obstacle !== undefined) throw obstacle;
  } catch (error) {
    await deployment?.set("failure");
    throw error;
  }
}

/** @returns what the preview did not pass, so that the comment can tell of it before the step fails. */
async function passGates(
  { gates, project }: PreviewPlan,
  ready: PreviewPreflight,
  { version, ensured, findings }: PreviewOutcome,
  size: Published["size"],
  runtime: Runtime,
): Promise<ActionError | undefined> {
  const { production } = ready;
  const before = production?.latestVersion;
  const consequence = "Production is as it was: this is the preview.";
  const { model } = ensured;
  const name = ready.preview.origin.production;
  const exampleInput = production?.exampleInput;
  const { directory } = project;
  const subject = { model, version, previous: before, exampleInput, directory, isFresh: true };
  try {
    const schemas = { before: before?.schema, after: version.schema };
    checkCompatibility(gates, schemas, name, findings, consequence);
    await runVersionTests(gates, subject, ready.gates, size, findings, consequence, runtime);
    return undefined;
  } catch (error) {
    if (error instanceof ActionError && !runtime.signal.aborted) return error;
    throw error;
  }
}

/** Pushes, and confirms by the list of versions, which also tells which of them are older. */
async function pushAndConfirm(
  plan: PreviewPlan,
  ready: PreviewPreflight,
  ensured: EnsuredModel,
  runtime: Runtime,
): Promise<{
  outcome: PreviewOutcome;
  older: readonly string[];
  size: Published["size"];
}> {
  const { api, cog, space } = ready;
  const { model } = ensured;
  const registry = await registryFor(ensured, plan, ready, runtime);
  const origins = cacheOrigins(plan, ready, ensured, registry, runtime);
  const cache = await prepareBuildCache(ready.cache, origins, runtime.httpOptions);
  let listed: readonly Version[] = [];
  const { version, image, size } = await publishVersion(
    plan,
    { cog, registry, space, cache },
    {
      name: model,
      api,
      previous: model.latestVersion?.id,
      isMeasured: plan.gates.bootCheck,
      lookUp: async (ids) => {
        const versions = await listVersions(api, model);
        if ("status" in versions && versions.status === 404) throw deletedMeanwhile(model);
        if ("status" in versions) return versions;
        listed = versions;
        return versions.find(({ id }) => ids.includes(id));
      },
    },
    { watch: new Stopwatch(), phase: "" },
    runtime,
  );
  reportVersion(model, version, image, ensured);
  const newest = listed[0]?.id;
  return {
    older: listed.map(({ id }) => id).filter((id) => id !== newest && id !== version.id),
    size,
    outcome: {
      origin: ready.preview.origin,
      ensured,
      version,
      findings: {},
      commit: plan.commit,
      branch: plan.preview.pullRequest?.branch,
      cogVersion: cog.version,
      apiUrl: runtime.context.apiUrl,
    },
  };
}

function deletedMeanwhile(model: ModelName): ActionError {
  return new ActionError({
    code: "preview-deleted",
    message: `${fullName(model)} was deleted while it was pushed to.`,
    hint: "Run the job again if the pull request is still open.",
  });
}

/** The registry was asked about the first name; a later one is another repository. */
async function registryFor(
  { model }: EnsuredModel,
  { target }: PreviewPlan,
  { preview: { first }, registry, account }: PreviewPreflight,
  { http, context }: Runtime,
): Promise<RegistryAccess> {
  if (fullName(model) === fullName(first)) return registry;
  return checkRegistry(
    http,
    context.registryHost,
    fullName(model),
    target.credentials,
    Promise.resolve(account),
  );
}
