import { type BuildCache, prepareBuildCache } from "../../build-cache/prepare.ts";
import { addToPath } from "../../cog/install.ts";
import { freeDisk } from "../../disk/free.ts";
import type { DiskOutcome } from "../../disk/preflight.ts";
import { info } from "../../lib/log.ts";
import { fullName } from "../../lib/model-name.ts";
import { Stopwatch } from "../../lib/stopwatch.ts";
import { ensureModel } from "../../model/ensure-model.ts";
import { latestImage } from "../../model/preflight.ts";
import type { PushPlan } from "../../plan/plan.ts";
import { buildAndReadSchema } from "../../push/check-built.ts";
import { readImageSize } from "../../push/image-size.ts";
import { publishToTestModel } from "../../push/publish-to-test-model.ts";
import { imageOf, type Published, publishVersion } from "../../push/publish-version.ts";
import type { ImageParts } from "../../registry/manifest.ts";
import type { Version } from "../../replicate/parse.ts";
import { revisionOf } from "../../reuse/source.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Findings } from "../../testing/findings.ts";
import { checkCompatibility, runVersionTests } from "../../testing/gates.ts";
import { reportFindings } from "../../testing/report.ts";
import { reportModel, reportPreflight, reportUnchanged, reportVersion } from "../report.ts";
import { decideReuse } from "./decide-reuse.ts";
import { dryRunPush } from "./dry-run.ts";
import { type PushPreflight, preflightPush } from "./preflight.ts";
import { type PushContext, publish } from "./publish.ts";

/**
 * A new version: made sure of, built, proved as far as was asked, pushed, confirmed, and moved to.
 */
export async function push(given: PushPlan, runtime: Runtime): Promise<void> {
  const watch = new Stopwatch();
  const ready = await watch.time("preflight", () => preflightPush(given, runtime));
  const plan = withRevision(given, ready);
  const { name, known, registry } = ready;
  reportPreflight(ready);
  if (plan.dryRun) return dryRunPush(plan, ready, runtime);

  const previousSize = readImageSize(registry.session, latestImage(known?.state));
  const { target, project } = plan;
  const [ensured, start] = await Promise.all([
    watch.time("model", async () => known && ensureModel(known, name, target, project.directory)),
    begin(plan, ready, previousSize, runtime),
  ]);
  reportModel(name, ensured);
  addToPath(ready.cog);
  const findings: Findings = {};
  const under: PushContext = { plan, ready, ensured, previousSize, findings, watch, runtime };
  try {
    if ("unchanged" in start) await publish(under, standing(under, start.unchanged), undefined);
    else await buildAndDeliver(under, start.disk, start.cache);
  } catch (error) {
    await reportFindings(name, findings, runtime.context.apiUrl);
    throw error;
  }
}

/** The image says which commit it was built from: what is checked out, where git knows it. */
function withRevision(plan: PushPlan, { source }: PushPreflight): PushPlan {
  return "unknown" in source ? plan : { ...plan, commit: revisionOf(source) };
}

/** Finds that nothing has to be built, or makes room for the build. */
async function begin(
  plan: PushPlan,
  ready: PushPreflight,
  previousSize: Promise<ImageParts | undefined>,
  runtime: Runtime,
): Promise<
  { readonly unchanged: Version } | { readonly disk: DiskOutcome; readonly cache: BuildCache }
> {
  const reuse = await decideReuse(plan, ready);
  if (reuse.kind === "reuse") return { unchanged: reuse.version };
  if (reuse.kind === "build") info(`skip-unchanged: building, because ${reuse.reason}.`);
  const request = { mode: plan.freeDisk, space: ready.space, project: plan.project };
  const origin = async () => ({
    session: ready.registry.session,
    digest: latestImage(ready.known?.state),
    model: fullName(ready.name),
  });
  const [disk, cache] = await Promise.all([
    freeDisk({ ...request, previousImage: () => previousSize }, runtime),
    prepareBuildCache(ready.cache, [origin], runtime.httpOptions),
  ]);
  return { disk, cache };
}

/** The newest version, in place of one that would be the same. */
function standing(
  { ready, ensured, previousSize, runtime }: PushContext,
  { id, schema }: Version,
): Published {
  const image = imageOf(ready.name, runtime);
  const version = { id, schema, digest: `sha256:${id}` };
  reportUnchanged(ready.name, version, image, ensured);
  return { version, image, size: previousSize, cacheOutcome: { kind: "unused" } };
}

async function buildAndDeliver(
  under: PushContext,
  disk: DiskOutcome,
  cache: BuildCache,
): Promise<void> {
  const { plan, ready, ensured, findings, watch, runtime } = under;
  const { name, known, cog, registry, space } = ready;
  await proveBefore(under, cache);
  const isBuilt = findings.compatibility !== undefined || findings.trial !== undefined;
  const published = await publishVersion(
    isBuilt ? alreadyBuilt(plan) : plan,
    { cog, registry, space, cache },
    { name, api: known?.api, previous: ensured?.model.latestVersion?.id, isMeasured: true },
    { watch, phase: "" },
    runtime,
  );
  reportVersion(name, published.version, published.image, ensured);
  await publish(under, published, disk);
}

/** The gates that stand before production: what they refuse is never seen by anyone. */
async function proveBefore(
  { plan, ready, ensured, findings, watch, runtime }: PushContext,
  cache: BuildCache,
) {
  const { name, cog, registry, space, testModel, gates } = ready;
  const before = ensured?.model.latestVersion;
  if (plan.gates.compatibility === "fail" && before?.schema !== undefined) {
    const after = await watch.time("build", () =>
      buildAndReadSchema(imageOf(name, runtime), plan, { cog, registry, space, cache }, runtime),
    );
    const schemas = { before: before.schema, after };
    checkCompatibility(plan.gates, schemas, name, findings, "Nothing was pushed.");
  }
  if (testModel === undefined || gates === undefined) return;
  const place = { api: gates.api, production: name };
  const built = findings.compatibility ? alreadyBuilt(plan) : plan;
  const machine = { cog, space, cache };
  const tried = await publishToTestModel(built, machine, testModel, place, watch, runtime);
  const { model, version } = tried;
  const subject = {
    model,
    version,
    previous: before,
    exampleInput: ensured?.model.exampleInput ?? model.exampleInput,
    directory: plan.project.directory,
    isFresh: true,
  };
  const consequence = `Nothing was pushed to ${fullName(name)}: production is as it was.`;
  await watch.time("test", () =>
    runVersionTests(plan.gates, subject, gates, tried.size, findings, consequence, runtime),
  );
}

/** The same build once more, from Docker's cache. */
function alreadyBuilt(plan: PushPlan): PushPlan {
  return { ...plan, build: { ...plan.build, noCache: false } };
}
