import type { CacheOutcome } from "../../build-cache/build-extension.ts";
import { renderCacheOutcome } from "../../build-cache/render.ts";
import { exampleInput } from "../../compatibility/openapi.ts";
import { upsertComment } from "../../github/comment.ts";
import { recordDeployment } from "../../github/deployment.ts";
import { type PullRequestTarget, readState } from "../../github/pull-request.ts";
import { ActionError, type Problem } from "../../lib/errors.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { pruneVersions } from "../../model/delete-versions.ts";
import { type EnsuredModel, planCreation } from "../../model/ensure-model.ts";
import { checkRegistry } from "../../model/registry-access.ts";
import type { PreviewPlan } from "../../plan/plan.ts";
import { ensurePreview } from "../../preview/ensure-preview.ts";
import { projectId } from "../../preview/ownership.ts";
import { openPullRequest, previewEnvironment } from "../../preview/pull-request.ts";
import { removePreview } from "../../preview/remove.ts";
import { commentMarker, parseRecord, renderPreview, renderRecord } from "../../preview/render.ts";
import { reportPreview, warnOfRefusal } from "../../preview/report.ts";
import { publishReplacement, type Replacement } from "../../push/publish-version.ts";
import { versionUrl } from "../../replicate/urls.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { planTestSteps } from "../../testing/render.ts";
import { reportDryRun } from "../dry-run.ts";
import { Gates } from "../gates.ts";
import { runPreflight } from "../preflight.ts";
import { buildValues, newestImage, planPreparation, prepareBuild } from "../prepare-build.ts";
import { reportAccess, reportModel, reportSkip, reportTools, reportVersion } from "../report.ts";
import { type Results, renderResults } from "../results.ts";
import { renderProblems } from "../summary.ts";
import { reportUnusedInputs } from "../unused-inputs.ts";
import { type PreviewPreflight, preflightPreview } from "./preflight.ts";

interface PreviewContext {
  readonly plan: PreviewPlan;
  readonly ready: PreviewPreflight;
  readonly ensured: EnsuredModel;
  /** Undefined without a token for GitHub. */
  readonly pullRequest: PullRequestTarget | undefined;
  readonly runtime: Runtime;
}

/** A version of the preview, and what its build reused. */
interface PushedPreview extends Replacement {
  readonly cache: CacheOutcome;
}

/** Pushes a pull request to its own private model, tests it, and reports it in one comment. */
export async function preview(plan: PreviewPlan, runtime: Runtime): Promise<void> {
  const ready = await runPreflight(plan, preflightPreview, runtime);
  const { account, connection, found, build, registry } = ready;
  const { primaryName, origin } = ready.preview;
  setOutputs({ preview: true });
  reportAccess(account, found.name, found.state);
  reportTools(build);
  reportUnusedInputs(plan, { hardware: found.state.kind === "exists" ? found.name : undefined });
  if (plan.dryRun) {
    // The registry was asked about the primary name only: of a later one, the newest image is unknown.
    const isPrimary = fullName(found.name) === fullName(primaryName);
    const version = found.state.kind === "exists" ? found.state.model.latestVersion : undefined;
    const newest = isPrimary ? newestImage(found.name, version, registry.session) : undefined;
    const request = { push: plan.push, build, newest };
    return reportDryRun(found.name, [
      ...planCreation(found.name, found.state),
      ...(await planPreparation(request, runtime)),
      { code: "build-and-push", ...buildValues(request), image: fullName(found.name) },
      ...planTestSteps(plan.testing),
      { code: "prune-versions" },
      ...(plan.preview.comment ? [{ code: "update-comment" } as const] : []),
      ...(plan.preview.deployment ? [{ code: "record-deployment" } as const] : []),
    ]);
  }

  const pullRequest = await openPullRequest(plan.preview, origin.number, runtime);
  const ensured = await ensurePreview(connection.api, ready.preview, found.state);
  const context: PreviewContext = { plan, ready, ensured, pullRequest, runtime };
  const isClosed = async () =>
    pullRequest !== undefined && (await readState(pullRequest)) === "closed";
  // A run for the closed pull request may have looked for the model just before it was created.
  if (ensured.creation.kind === "created" && (await isClosed())) return abandon(context);
  reportModel(ensured);
  try {
    await pushPreview(context);
  } catch (error) {
    if (!runtime.signal.aborted && (await isClosed())) return abandon(context);
    throw error;
  }
}

/** Deletes the preview of a pull request that was closed while it was pushed. */
async function abandon({ ready, ensured, runtime }: PreviewContext): Promise<void> {
  const removal = await removePreview(ready.connection.api, ensured.name, runtime.signal);
  if (!removal.deleted) warnOfRefusal(removal);
  const code = removal.deleted ? "closed-during-step" : "closed-with-preview";
  await reportSkip({ code, number: String(ready.preview.origin.number) });
}

/** Pushes the preview, and records it as a GitHub Deployment if requested. */
async function pushPreview(context: PreviewContext): Promise<void> {
  const { plan, ensured, pullRequest, runtime } = context;
  const { commit } = plan.push;
  const push = () => pushAndTest(context);
  const urlOf = ({ version }: Replacement) => versionUrl(ensured.url, version.id);
  if (!plan.preview.deployment || commit === undefined || pullRequest === undefined) await push();
  else {
    const environment = previewEnvironment(pullRequest, ensured.name, runtime.context);
    await recordDeployment(environment, commit, push, urlOf);
  }
}

/** Pushes the preview, tests it, and deletes its older versions. */
async function pushAndTest(context: PreviewContext): Promise<Replacement> {
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

async function publish({ plan, ready, ensured, runtime }: PreviewContext): Promise<PushedPreview> {
  const { connection, build, production } = ready;
  const { primaryName, origin } = ready.preview;
  const { model } = ensured;
  const access = (of: ModelName) => checkRegistry(fullName(of), connection, runtime);
  // The registry was asked about the primary name; a later one is another repository.
  const registry =
    fullName(ensured.name) === fullName(primaryName) ? ready.registry : await access(model);
  const request = {
    push: plan.push,
    build,
    newest: newestImage(model, model.latestVersion, registry.session),
    other: async () => {
      const name = origin.production;
      return newestImage(name, production?.latestVersion, (await access(name)).session);
    },
  };
  const { runner } = await prepareBuild(request, runtime);
  const published = await publishReplacement(
    runner,
    { api: connection.api, model, registry, isMeasured: plan.testing.bootCheck, phase: "" },
    runtime,
  );
  reportVersion(ensured, published);
  return { ...published, cache: runner.cacheOutcome };
}

/**
 * Compares the preview with production, tests it, and writes comment and summary, which show the results
 * of a gate that fails as well. The comment begins with the failure; so does the summary, as that of any step.
 */
async function testPreview(context: PreviewContext, published: PushedPreview): Promise<void> {
  const { plan, ready, ensured, runtime } = context;
  const { version, size } = published;
  const { production, testing } = ready;
  const { project } = plan.push;
  const { production: name } = ready.preview.origin;
  const previous = production?.latestVersion;
  const impact = "Production is unchanged: this is the preview.";
  const gates = new Gates({ name, options: plan.testing, testing, project }, runtime);
  try {
    await gates.compare({ before: previous, after: version.schema }, impact);
    const exampleInput = production?.exampleInput;
    const underTest = { model: ensured.name, version, previous, exampleInput, isFresh: true };
    await gates.test(underTest, impact, size);
  } catch (error) {
    if (error instanceof ActionError && !runtime.signal.aborted)
      await writeResults(context, published, gates.results, error.problems);
    throw error;
  }
  await writeResults(context, published, gates.results);
}

async function writeResults(
  { plan, ready, ensured, pullRequest, runtime }: PreviewContext,
  { version, cache }: PushedPreview,
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
    buildCache: renderCacheOutcome(cache),
    apiUrl,
    deletion: ready.deletion,
  };
  await reportPreview(outcome);
  if (!plan.preview.comment || pullRequest === undefined) return;
  await upsertComment(pullRequest, {
    marker: commentMarker(origin.production),
    render: (existing) => {
      const former = existing.flatMap((text) => parseRecord(text)?.names ?? []);
      const names = [...former, ensured.name];
      const record = renderRecord({ names, project: projectId(origin.project) });
      return [record, ...renderProblems(problems), renderPreview(outcome)].join("\n\n");
    },
  });
}
