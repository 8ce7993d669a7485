import { schemaIn } from "../../docker/images.ts";
import { fullName } from "../../lib/model-name.ts";
import type { TargetModel } from "../../model/ensure-model.ts";
import { latestVersion } from "../../model/preflight.ts";
import type { PushPlan } from "../../plan/plan.ts";
import {
  buildAndInspect,
  builtImage,
  type CheckedImage,
  imageOfVersion,
  requireSameContent,
} from "../../push/checked-image.ts";
import { type Published, publishVersion } from "../../push/publish-version.ts";
import type { ImageParts } from "../../registry/manifest.ts";
import type { Version } from "../../replicate/parse.ts";
import { buildMark, markedVersion } from "../../reuse/build-mark.ts";
import { withRevision } from "../../reuse/source.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Gates } from "../gates.ts";
import { newestImage, prepareBuild } from "../prepare-build.ts";
import { publishToTestModel } from "../publish-to-test-model.ts";
import { reportVersion } from "../report.ts";
import type { BuildOutcome } from "../summary.ts";
import type { PushPreflight } from "./preflight.ts";
import type { StaleCommitGuard } from "./stale-commit.ts";

/** What every part of a push works with. */
export interface PushContext {
  readonly plan: PushPlan;
  readonly ready: PushPreflight;
  readonly model: TargetModel;
  /** Size of the latest version before this one, being read from the registry. */
  readonly previousSize: Promise<ImageParts | undefined>;
  readonly gates: Gates;
  readonly guard: StaleCommitGuard;
  readonly runtime: Runtime;
}

/** Where a version comes from. */
export type VersionOrigin =
  | { readonly kind: "reused"; readonly isNewest: boolean }
  | ({ readonly kind: "built" } & BuildOutcome);

/** A version that was pushed or is reused. */
export interface PublishedVersion extends Published {
  readonly origin: VersionOrigin;
  /** The version that users called before. */
  readonly previous: Version | undefined;
  /** Whether this step made it. */
  readonly isFresh: boolean;
}

/**
 * Builds the project and pushes it to the model. What may refuse the version comes first: the comparison when it may
 * fail the step, and the tests when there is a test model.
 */
export async function buildVersion(context: PushContext): Promise<PublishedVersion> {
  const { plan, ready, previousSize, gates, guard, runtime } = context;
  const { name, access, build, registry, testModel, testing } = ready;
  const push = labeledOptions(context);
  const newest = latestVersion(access);
  const image = newestImage(name, newest, registry.session);
  const request = { push, build, newest: image, newestSize: previousSize };
  const { disk, runner } = await prepareBuild(request, runtime);

  const checked: CheckedImage[] = [];
  if (plan.testing.compatibility === "fail" && newest?.schema !== undefined) {
    const built = await buildAndInspect(name, registry.credential, runner, runtime);
    await gates.compare({ before: newest, after: schemaIn(built.labels) }, "Nothing was pushed.");
    checked.push(builtImage(built));
  }
  if (testModel.kind === "test-model" && testing.kind === "ready") {
    const target = { testModel, api: testing.context.api, production: name };
    const { model, version, size } = await publishToTestModel(runner, target, runtime);
    const exampleInput = exampleOf(context.model) ?? model.exampleInput;
    const underTest = { model, version, previous: newest, exampleInput, isFresh: true };
    const untouched = `Nothing was pushed to ${fullName(name)}`;
    await gates.test(underTest, `${untouched}: production is unchanged.`, size);
    checked.push(imageOfVersion(model, version, testModel.registry.session));
    await guard.checkNewestNow(`${untouched}.`);
  }
  const destination = {
    name,
    registry,
    api: access.kind === "api" ? access.api : undefined,
    previous: newest?.id,
    isMeasured: true,
    phase: "",
  };
  const published = await publishVersion(runner, destination, runtime);
  reportVersion(context.model, published);
  const { version } = published;
  if (checked.length > 0)
    await requireSameContent(checked, imageOfVersion(name, version, registry.session));
  const origin = { kind: "built", disk, cache: runner.cacheOutcome } as const;
  return { ...published, origin, previous: newest, isFresh: version.id !== newest?.id };
}

/** The image is labeled with the commit that is checked out, where git knows it, and with what else decides it. */
function labeledOptions({ plan: { push, reuse }, ready: { source } }: PushContext) {
  const tag = markedVersion(push.tag, buildMark(reuse, source));
  return withRevision({ ...push, tag }, source);
}

/** The inputs of the model's default example. */
export function exampleOf(model: TargetModel) {
  return model.kind === "ensured" ? model.model.exampleInput : undefined;
}
