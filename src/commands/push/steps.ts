import { type BuildCache, prepareBuildCache } from "../../build-cache/prepare.ts";
import type { CompatibilityResult } from "../../compatibility/compare.ts";
import { freeDisk } from "../../disk/free.ts";
import type { DiskOutcome } from "../../disk/preflight.ts";
import { schemaIn } from "../../docker/labels.ts";
import { info } from "../../lib/log.ts";
import { fullName } from "../../lib/model-name.ts";
import type { TargetModel } from "../../model/ensure-model.ts";
import { latestVersion } from "../../model/preflight.ts";
import type { PushPlan } from "../../plan/plans.ts";
import { buildAndInspect } from "../../push/check-built.ts";
import type { PushOptions } from "../../push/options.ts";
import { imageOf, type Published, publishVersion } from "../../push/publish-version.ts";
import type { CogTools } from "../../push/run-cog.ts";
import type { CheckedImage } from "../../push/same-content.ts";
import type { ImageParts } from "../../registry/manifest.ts";
import type { Version } from "../../replicate/parse.ts";
import { buildMark, markedVersion } from "../../reuse/build-mark.ts";
import type { ReuseDecision } from "../../reuse/find-reusable-version.ts";
import { withRevision } from "../../reuse/source.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { warnOfSize } from "../../testing/report.ts";
import type { TestResult } from "../../testing/test-report.ts";
import { compareProject, testVersion } from "../gates.ts";
import { reportVersion } from "../report.ts";
import type { PushPreflight } from "./preflight.ts";
import { publishToTestModel } from "./test-model.ts";

export interface PushContext {
  readonly plan: PushPlan;
  readonly ready: PushPreflight;
  readonly model: TargetModel;
  /** Size of the newest version before this one, being read from the registry. */
  readonly previousSize: Promise<ImageParts | undefined>;
  readonly runtime: Runtime;
}

/** Which gates come before the push. What they refuse never reaches production. */
export interface GatesBeforePush {
  readonly compares: boolean;
  readonly tests: boolean;
}

/** Where the version comes from: an existing one, or a build for which there is room now. */
export type PreparedBuild =
  | { readonly kind: "reused"; readonly version: Version; readonly isNewest: boolean }
  | { readonly kind: "built"; readonly disk: DiskOutcome; readonly cache: BuildCache };

/** The comparison comes first when it may fail the step, the tests when there is a test model. */
export function gatesBeforePush({ plan, ready }: PushContext): GatesBeforePush {
  return {
    compares:
      plan.testing.compatibility === "fail" && latestVersion(ready.access)?.schema !== undefined,
    tests: ready.testModel.kind === "test-model" && ready.testing.kind === "ready",
  };
}

/** Frees disk space for the build and looks for its cache, unless an existing version is used. */
export async function prepareBuild(
  { plan, ready, previousSize, runtime }: PushContext,
  reuse: ReuseDecision,
): Promise<PreparedBuild> {
  if (reuse.kind === "reuse") return { ...reuse, kind: "reused" };
  if (reuse.kind === "build") {
    const prefix = plan.reuse.skipUnchanged ? "skip-unchanged: building" : "Building";
    info(`${prefix}, because ${reuse.reason}.`);
  }
  const { freeDisk: mode, project } = plan.push;
  const { space } = ready.build;
  const request = { mode, space, project, previousImage: () => previousSize };
  const newest = latestVersion(ready.access);
  const origin = async () => ({
    session: ready.registry.session,
    digest: newest && `sha256:${newest.id}`,
    model: fullName(ready.name),
  });
  const [disk, cache] = await Promise.all([
    freeDisk(request, runtime),
    prepareBuildCache(ready.build.cache, [origin], runtime.httpOptions),
  ]);
  return { kind: "built", disk, cache };
}

/** Builds the image, and compares its schema with that of the newest version. */
export async function compareBeforePush(
  context: PushContext,
  cache: BuildCache,
): Promise<{ readonly compatibility: CompatibilityResult; readonly built: CheckedImage }> {
  const { plan, ready, runtime } = context;
  const { name, access } = ready;
  const image = await runtime.stopwatch.time("build", () =>
    buildAndInspect(
      imageOf(name, runtime),
      pushOptions(context, false),
      tools(ready, cache),
      runtime,
    ),
  );
  const versions = { before: latestVersion(access), after: schemaIn(image.labels) };
  const compatibility = await compareProject(plan, versions, name, runtime);
  return { compatibility, built: { kind: "built", image } };
}

/** Pushes the project to the test model, and tests the version there. */
export async function testBeforePush(
  context: PushContext,
  cache: BuildCache,
): Promise<{ readonly tests: TestResult; readonly tested: readonly CheckedImage[] }> {
  const { plan, ready, model: production, runtime } = context;
  const { testModel, testing, name } = ready;
  if (testModel.kind === "none" || testing.kind === "no-api")
    return { tests: { kind: "not-tested" }, tested: [] };
  const options = pushOptions(context, gatesBeforePush(context).compares);
  const { model, version, size } = await publishToTestModel(
    options,
    tools(ready, cache),
    { testModel, api: testing.context.api, production: name },
    runtime,
  );
  const example = production.kind === "ensured" ? production.model.exampleInput : undefined;
  const subject = {
    model,
    version,
    previous: latestVersion(ready.access),
    exampleInput: example ?? model.exampleInput,
    directory: plan.push.project.directory,
    isFresh: true,
  };
  warnOfSize((await size)?.size, model);
  const tests = await runtime.stopwatch.time("test", () =>
    testVersion(subject, plan.testing, testing, runtime),
  );
  const registry = testModel.registry.session;
  return { tests, tested: [{ kind: "tested", model, version, registry }] };
}

/** Pushes the project to the model, and reports the version as soon as it is confirmed. */
export async function publish(context: PushContext, cache: BuildCache): Promise<Published> {
  const { ready, model, runtime } = context;
  const { name, access } = ready;
  const before = gatesBeforePush(context);
  const options = pushOptions(context, before.compares || before.tests);
  const published = await publishVersion(
    options,
    tools(ready, cache),
    {
      name,
      api: access.kind === "api" ? access.api : undefined,
      previous: latestVersion(access)?.id,
      isMeasured: true,
      phase: "",
    },
    runtime,
  );
  reportVersion(model, published);
  return published;
}

function tools({ build, registry }: PushPreflight, cache: BuildCache): CogTools {
  return { cog: build.cog, space: build.space, registry, cache };
}

/**
 * The image is labeled with the commit that is checked out, where git knows it, and with what else decides it.
 * @param isBuilt whether this step has just built it: no-cache would build it again.
 */
function pushOptions({ plan: { push, reuse }, ready: { source } }: PushContext, isBuilt: boolean) {
  const tag = markedVersion(push.tag, buildMark(reuse, source));
  const build = isBuilt ? { ...push.build, noCache: false } : push.build;
  return withRevision({ ...push, tag, build } satisfies PushOptions, source);
}
