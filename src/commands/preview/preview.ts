import { planCacheSteps } from "../../build-cache/preflight.ts";
import { prepareBuildCache } from "../../build-cache/prepare.ts";
import { renderCacheOutcome } from "../../build-cache/render.ts";
import { addToPath } from "../../cog/install.ts";
import { exampleInput } from "../../compatibility/openapi.ts";
import { freeDisk, planDiskSteps } from "../../disk/free.ts";
import type { DiskRequest } from "../../disk/preflight.ts";
import { recordDeployment } from "../../github/deployment.ts";
import type { PullRequestClient } from "../../github/pull-request.ts";
import { ActionError, type Problem } from "../../lib/errors.ts";
import { info } from "../../lib/log.ts";
import { fullName } from "../../lib/model-name.ts";
import { setOutputs } from "../../lib/outputs.ts";
import type { EnsuredModel } from "../../model/ensure-model.ts";
import { pruneVersions } from "../../model/prune-versions.ts";
import { checkRegistry } from "../../model/registry-access.ts";
import { versionUrl } from "../../model/urls.ts";
import type { PreviewPlan } from "../../plan/plans.ts";
import { ensurePreview } from "../../preview/ensure-preview.ts";
import { projectId } from "../../preview/ownership.ts";
import { openPullRequest } from "../../preview/pull-request.ts";
import { removePreview } from "../../preview/remove.ts";
import { commentMarker, parseRecord, renderPreview, renderRecord } from "../../preview/render.ts";
import { reportPreview } from "../../preview/report.ts";
import { readImageSize } from "../../push/image-size.ts";
import { publishReplacement, type Replacement } from "../../push/publish-version.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { planTestSteps } from "../../testing/render.ts";
import { warnOfSize } from "../../testing/report.ts";
import { compareProject, requireCompatible, requirePassed, testVersion } from "../gates.ts";
import { reportDryRun, reportModel, reportSkip, reportTools, reportVersion } from "../report.ts";
import { NO_RESULTS, type Results, renderResults } from "../results.ts";
import { renderProblems } from "../summary.ts";
import { reportUnusedInputs } from "../unused-inputs.ts";
import { cacheOrigins } from "./cache-origins.ts";
import { type PreviewPreflight, preflightPreview } from "./preflight.ts";

interface PreviewContext {
  readonly plan: PreviewPlan;
  readonly ready: PreviewPreflight;
  readonly ensured: EnsuredModel;
  /** Undefined without a token for GitHub. */
  readonly pullRequest: PullRequestClient | undefined;
  readonly runtime: Runtime;
}

/** Pushes a pull request to a private model of its own, tests it, and reports it in one comment. */
export async function preview(plan: PreviewPlan, runtime: Runtime): Promise<void> {
  const ready = await preflightPreview(plan, runtime);
  const { connection, found, build } = ready;
  const { origin } = ready.preview;
  reportPreflight(ready);
  reportUnusedInputs(plan, { hardware: found.state.kind === "exists" ? found.name : undefined });
  if (plan.dryRun) return reportDryRun(found.name, await dryRunSteps(plan, ready, runtime));

  const pullRequest = await openPullRequest(plan.preview, origin, runtime);
  const ensured = await ensurePreview(connection.api, ready.preview, found.state);
  const context: PreviewContext = { plan, ready, ensured, pullRequest, runtime };
  // A run for the closed pull request may have looked for the model just before it was created.
  if (ensured.createdOn !== undefined && (await pullRequest?.isClosed())) return abandon(context);
  reportModel(ensured);
  addToPath(build.cog);
  try {
    await freeDisk(diskRequest(plan, ready), runtime);
    await pushPreview(context);
  } catch (error) {
    if (!runtime.signal.aborted && (await pullRequest?.isClosed())) return abandon(context);
    throw error;
  }
}

/** Deletes the preview of a pull request that was closed while it was pushed. */
async function abandon({ ready, ensured, runtime }: PreviewContext): Promise<void> {
  await removePreview(ready.connection.api, ensured.name, runtime.signal);
  const { number } = ready.preview.origin;
  await reportSkip(`Pull request #${number} was closed during the step, so it has no preview.`);
}

/** Pushes the preview, and records it as a GitHub Deployment where that is asked for. */
async function pushPreview(context: PreviewContext): Promise<void> {
  const { plan, ensured, pullRequest } = context;
  const { commit } = plan.push;
  if (!plan.preview.deployment || commit === undefined || pullRequest === undefined)
    await pushTested(context);
  else
    await recordDeployment(
      pullRequest.environment(ensured.name),
      commit,
      () => pushTested(context),
      ({ version }) => versionUrl(ensured.url, version.id),
    );
}

/** Pushes the preview, tests it, and deletes its older versions. */
async function pushTested(context: PreviewContext): Promise<Replacement> {
  const published = await publish(context);
  await testPreview(context, published);
  await pruneVersions(
    context.ready.connection.api,
    context.ensured.name,
    published.replaced.map(({ id }) => id),
    "They are deleted with the model when the pull request closes.",
  );
  return published;
}

async function publish({ plan, ready, ensured, runtime }: PreviewContext): Promise<Replacement> {
  const { connection, build, registry, preview: target } = ready;
  // The registry was asked about the primary name; a later one is another repository.
  const access =
    fullName(ensured.name) === fullName(target.primaryName)
      ? registry
      : await checkRegistry(fullName(ensured.name), connection, runtime);
  const origins = cacheOrigins(ready, ensured, access, runtime);
  const cache = await prepareBuildCache(build.cache, origins, runtime.httpOptions);
  const published = await publishReplacement(
    plan.push,
    { cog: build.cog, space: build.space, registry: access, cache },
    {
      api: connection.api,
      model: ensured.model,
      isMeasured: plan.testing.bootCheck,
      phase: "",
    },
    runtime,
  );
  reportVersion(ensured, published);
  return published;
}

/**
 * Compares the preview with production, tests it, and writes comment and summary, which show the results
 * of a gate that fails as well. The comment begins with the failure; so does the summary, as that of any step.
 */
async function testPreview(context: PreviewContext, published: Replacement): Promise<void> {
  const { plan, ready, ensured, runtime } = context;
  const { version, size } = published;
  const { compatibility: mode } = plan.testing;
  const { production, preview: target } = ready;
  const name = target.origin.production;
  const previous = production?.latestVersion;
  const impact = "Production is unchanged: this is the preview.";
  let results = NO_RESULTS;
  try {
    const schemas = { before: previous, after: version.schema };
    results = { ...results, compatibility: await compareProject(plan, schemas, name, runtime) };
    requireCompatible(results.compatibility, mode, name, impact);
    const subject = {
      model: ensured.name,
      version,
      previous,
      exampleInput: production?.exampleInput,
      directory: plan.push.project.directory,
      isFresh: true,
    };
    warnOfSize((await size)?.size, ensured.name);
    const tests = await testVersion(subject, plan.testing, ready.testing, runtime);
    results = { ...results, tests };
    requirePassed(tests, impact);
  } catch (error) {
    if (error instanceof ActionError && !runtime.signal.aborted)
      await writeResults(context, published, results, error.problems);
    throw error;
  }
  await writeResults(context, published, results);
}

async function writeResults(
  { plan, ready, ensured, pullRequest, runtime }: PreviewContext,
  { version, cacheOutcome }: Replacement,
  results: Results,
  problems: readonly Problem[] = [],
): Promise<void> {
  const { origin } = ready.preview;
  const { apiUrl } = runtime.context;
  const outcome = {
    origin,
    ensured,
    version: { id: version.id, exampleInput: exampleInput(version.schema) },
    sections: renderResults(results, apiUrl),
    commit: plan.push.commit,
    branch: plan.preview.pullRequest?.branch,
    cogVersion: ready.build.cog.version,
    buildCache: renderCacheOutcome(cacheOutcome),
    apiUrl,
    cleanup: ready.cleanup,
  };
  await Promise.all([
    plan.preview.comment
      ? pullRequest?.comment({
          marker: commentMarker(origin.production),
          render: (existing) => {
            const names = [...(parseRecord(existing)?.names ?? []), ensured.name];
            const record = renderRecord({ names, project: projectId(origin.project) });
            return [record, ...renderProblems(problems), renderPreview(outcome)].join("\n\n");
          },
        })
      : undefined,
    reportPreview(outcome),
  ]);
}

function reportPreflight({ account, found, build }: PreviewPreflight): void {
  setOutputs({ preview: true, "cog-version": build.cog.version });
  info(`api-token belongs to ${account.username} (${account.type})`);
  info(
    `${fullName(found.name)}: ${found.state.kind === "exists" ? "exists" : "does not exist yet"}`,
  );
  reportTools(build);
}

async function dryRunSteps(
  plan: PreviewPlan,
  ready: PreviewPreflight,
  runtime: Runtime,
): Promise<string[]> {
  const { name, state } = ready.found;
  const { directory } = plan.push.project;
  return [
    ...(state.kind === "missing"
      ? [`create ${fullName(name)} (private, on ${state.hardware})`]
      : []),
    ...(await planDiskSteps(diskRequest(plan, ready), runtime)),
    ...planCacheSteps(ready.build.cache),
    `build ${directory} with Cog ${ready.build.cog.version}, and push it to ${fullName(name)}`,
    ...planTestSteps(plan.testing),
    "delete older versions of the preview, and update the comment",
  ];
}

/** The registry was asked about the primary name: the size of a later one's image is unknown. */
function diskRequest({ push }: PreviewPlan, ready: PreviewPreflight): DiskRequest {
  const { found, preview: target, registry, build } = ready;
  const isFirst = fullName(found.name) === fullName(target.primaryName);
  const newest = found.state.kind === "exists" ? found.state.model.latestVersion : undefined;
  const digest = isFirst && newest ? `sha256:${newest.id}` : undefined;
  const previousImage = () => readImageSize(registry.session, digest);
  return { mode: push.freeDisk, space: build.space, project: push.project, previousImage };
}
