import { moveDeployment } from "../../deployment/move.ts";
import type { DiskOutcome } from "../../disk/preflight.ts";
import { fullName } from "../../lib/model-name.ts";
import type { Stopwatch } from "../../lib/stopwatch.ts";
import type { EnsuredModel } from "../../model/ensure-model.ts";
import { versionUrl } from "../../model/urls.ts";
import type { PushPlan } from "../../plan/plan.ts";
import type { Published } from "../../push/publish-version.ts";
import type { ImageParts } from "../../registry/manifest.ts";
import { updateReleaseNotes } from "../../release-notes/update.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Findings } from "../../testing/findings.ts";
import { checkCompatibility, runVersionTests } from "../../testing/gates.ts";
import { reportMove } from "../../testing/report.ts";
import { releaseFacts } from "../release-facts.ts";
import { reportPush } from "../report.ts";
import type { PushPreflight } from "./preflight.ts";

/** A push under way: what was found so far is told even when it fails. */
export interface PushContext {
  readonly plan: PushPlan;
  readonly ready: PushPreflight;
  readonly ensured: EnsuredModel | undefined;
  /** Of the newest version before this one, being read from the registry. */
  readonly previousSize: Promise<ImageParts | undefined>;
  readonly findings: Findings;
  readonly watch: Stopwatch;
  readonly runtime: Runtime;
}

/**
 * What comes after a version is the model's newest: the gates that have not been passed, the deployment,
 * the release, and the report.
 * @param disk what was done for room; undefined when nothing was built.
 */
export async function publish(
  under: PushContext,
  published: Published,
  disk: DiskOutcome | undefined,
): Promise<void> {
  const { plan, ready, ensured, findings, watch, runtime } = under;
  const { name, known, deployment } = ready;
  const { version } = published;
  await proveAfter(under, published, disk === undefined);
  if (deployment !== undefined && known !== undefined) {
    findings.moved = await moveDeployment(known.api, deployment, name, version.id, runtime.signal);
    reportMove(findings.moved);
  }
  const page = versionUrl(name, version.id, ensured);
  const image = `${published.image}@${version.digest}`;
  const notes = { name, version, page, image, ...releaseFacts(findings, version) };
  await updateReleaseNotes(plan.release, notes, known?.api, runtime);
  await reportPush({
    name,
    ensured,
    version,
    findings,
    size: await published.size,
    previousSize: await under.previousSize,
    disk,
    isUnchanged: disk === undefined,
    cacheOutcome: published.cacheOutcome,
    cogVersion: ready.cog.version,
    apiUrl: runtime.context.apiUrl,
    phases: watch.phases,
  });
}

/** The gates that look at a version which is live by then. */
async function proveAfter(
  { plan, ready, ensured, findings, watch, runtime }: PushContext,
  { version, size }: Published,
  isStanding: boolean,
): Promise<void> {
  const { name, known, gates } = ready;
  const before = ensured?.model.latestVersion;
  const unmoved = plan.deployment === undefined ? "" : " The deployment was not moved.";
  const consequence = `The version is the newest of ${fullName(name)} now, which everyone gets who calls it by name.${unmoved} With test-model a version is tried before that.`;
  if (findings.compatibility === undefined && known !== undefined) {
    const schemas = { before: before?.schema, after: version.schema };
    checkCompatibility(plan.gates, schemas, name, findings, consequence);
  }
  if (!plan.gates.bootCheck || findings.trial !== undefined) return;
  const subject = {
    model: name,
    version,
    previous: before,
    exampleInput: ensured?.model.exampleInput,
    directory: plan.project.directory,
    isFresh: !isStanding,
  };
  await watch.time("test", () =>
    runVersionTests(plan.gates, subject, gates, size, findings, consequence, runtime),
  );
}
