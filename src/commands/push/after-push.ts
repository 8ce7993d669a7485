import type { CompatibilityResult } from "../../compatibility/compare.ts";
import type { CheckedMove } from "../../deployment/move.ts";
import type { PlannedDeployment } from "../../deployment/preflight.ts";
import { versionUrl } from "../../model/urls.ts";
import type { Published } from "../../push/publish-version.ts";
import { updateReleaseNotes } from "../../release-notes/update.ts";
import type { Version } from "../../replicate/parse.ts";
import { warnOfSize } from "../../testing/report.ts";
import type { VersionUnderTest } from "../../testing/run.ts";
import type { TestResult } from "../../testing/test-report.ts";
import { deploy } from "../deploy.ts";
import { compareProject, testVersion } from "../gates.ts";
import { releaseFacts } from "../release-facts.ts";
import type { Results } from "../results.ts";
import type { PushContext } from "./steps.ts";

/** A version that was pushed or is reused. */
export interface PublishedVersion extends Published {
  /** The version that users called before. */
  readonly previous: Version | undefined;
  /** Whether this step made it. */
  readonly isFresh: boolean;
}

/** Compares the version with the one before it. */
export async function compareAfterPush(
  { plan, ready, runtime }: PushContext,
  { version, previous }: PublishedVersion,
): Promise<CompatibilityResult> {
  const { name, access } = ready;
  if (access.kind === "registry-only") return { kind: "not-compared" };
  return compareProject(plan, { before: previous, after: version.schema }, name, runtime);
}

/** Tests the version. */
export async function testAfterPush(
  context: PushContext,
  published: PublishedVersion,
): Promise<TestResult> {
  const { plan, ready, runtime } = context;
  if (!plan.testing.bootCheck) return { kind: "not-tested" };
  const subject = versionUnderTest(context, published);
  warnOfSize((await published.size)?.size, ready.name);
  return runtime.stopwatch.time("test", () =>
    testVersion(subject, plan.testing, ready.testing, runtime),
  );
}

/** Moves the deployment to the version. */
export function deployAfterPush(
  context: PushContext,
  published: PublishedVersion,
  deployment: PlannedDeployment,
): Promise<CheckedMove> {
  const { plan, ready, runtime } = context;
  const { testing, record } = plan;
  const options = { deployment, testing: ready.testing, options: testing, record };
  return deploy(versionUnderTest(context, published), options, runtime);
}

function versionUnderTest(
  { plan, ready, model }: PushContext,
  { version, previous, isFresh }: PublishedVersion,
): VersionUnderTest {
  return {
    model: ready.name,
    version,
    previous,
    exampleInput: model.kind === "ensured" ? model.model.exampleInput : undefined,
    directory: plan.push.project.directory,
    isFresh,
  };
}

/** Writes the version into the release notes, if there is a release. */
export async function updateNotes(
  { plan, ready, model, runtime }: PushContext,
  { version, image }: Published,
  results: Results,
): Promise<void> {
  if (plan.releaseNotes.kind === "none") return;
  await updateReleaseNotes(
    plan.releaseNotes,
    {
      name: ready.name,
      page: versionUrl(model.url, version.id),
      image: `${image}@${version.digest}`,
      ...releaseFacts(results, version),
    },
    ready.access,
    runtime,
  );
}
