import type { Findings } from "../gates/findings.ts";
import { fullName } from "../model-name.ts";
import type { PushPlan } from "../plan.ts";
import { type PushReady, preflightPush } from "../preflight/push.ts";
import { reportFindings, reportMove } from "../report/gates.ts";
import { versionPage } from "../report/pages.ts";
import { reportModel, reportPreflight, reportPush, reportVersion } from "../report/report.ts";
import type { Runtime } from "../runtime.ts";
import { buildAndReadSchema } from "../steps/check-built.ts";
import { type EnsuredModel, ensureModel } from "../steps/ensure-model.ts";
import { addToPath } from "../steps/install-cog.ts";
import { measureImage } from "../steps/measure-image.ts";
import { moveDeployment } from "../steps/move-deployment.ts";
import { publishToTestModel } from "../steps/publish-to-test-model.ts";
import { imageOf, publishVersion } from "../steps/publish-version.ts";
import { Stopwatch } from "../stopwatch.ts";
import { foreseePush } from "./foresee.ts";
import { passCompatibility, passTrial } from "./gates.ts";
import { tellRelease } from "./release.ts";

/** A push under way: what was found so far is told even when it fails. */
interface Delivery {
  readonly plan: PushPlan;
  readonly ready: PushReady;
  readonly ensured: EnsuredModel | undefined;
  readonly findings: Findings;
  readonly watch: Stopwatch;
  readonly runtime: Runtime;
}

/** A new version: made sure of, built, proved as far as was asked, pushed, confirmed, and moved to. */
export async function push(plan: PushPlan, runtime: Runtime): Promise<void> {
  const watch = new Stopwatch();
  const { target, project } = plan;
  const ready = await watch.time("preflight", () => preflightPush(plan, runtime));
  const { name, known } = ready;
  reportPreflight(ready);
  if (plan.dryRun) return foreseePush(plan, ready, runtime);

  const ensured = await watch.time(
    "model",
    async () => known && ensureModel(known, name, target, project.directory),
  );
  reportModel(name, ensured);
  addToPath(ready.cog);
  const findings: Findings = {};
  const delivery = { plan, ready, ensured, findings, watch, runtime };
  try {
    await proveBefore(delivery);
    await deliver(delivery);
  } catch (error) {
    await reportFindings(name, findings, runtime.context.apiUrl);
    throw error;
  }
}

/** The gates that stand before production: what they refuse is never seen by anyone. */
async function proveBefore({ plan, ready, ensured, findings, watch, runtime }: Delivery) {
  const { name, cog, registry, testModel, gates } = ready;
  const before = ensured?.model.latestVersion;
  if (plan.gates.compatibility === "fail" && before?.schema !== undefined) {
    const after = await watch.time("build", () =>
      buildAndReadSchema(imageOf(name, runtime), plan, { cog, registry }, runtime),
    );
    const schemas = { before: before.schema, after };
    passCompatibility(plan.gates, schemas, name, findings, "Nothing was pushed.");
  }
  if (testModel === undefined || gates === undefined) return;
  const place = { api: gates.api, production: name };
  const built = findings.compatibility ? alreadyBuilt(plan) : plan;
  const tried = await publishToTestModel(built, cog, testModel, place, watch, runtime);
  const { model, version } = tried;
  const subject = {
    model,
    version,
    previous: before,
    exampleInput: ensured?.model.exampleInput ?? model.exampleInput,
    directory: plan.project.directory,
  };
  const consequence = `Nothing was pushed to ${fullName(name)}: production is as it was.`;
  await watch.time("test", () =>
    passTrial(plan.gates, subject, gates, tried.size, findings, consequence, runtime),
  );
}

/** The push to production, and what comes after it. */
async function deliver({ plan, ready, ensured, findings, watch, runtime }: Delivery) {
  const { name, known, cog, registry, gates } = ready;
  const before = ensured?.model.latestVersion;
  const previousSize = measureImage(registry.session, before && `sha256:${before.id}`);
  const isBuilt = findings.compatibility !== undefined || findings.trial !== undefined;
  const published = await publishVersion(
    isBuilt ? alreadyBuilt(plan) : plan,
    { cog, registry },
    { name, api: known?.api, previous: before?.id },
    { watch, phase: "" },
    runtime,
  );
  const { version } = published;
  reportVersion(name, version, published.image, ensured);
  const consequence = `The version is the newest of ${fullName(name)} now, which everyone gets who calls it by name.${plan.deployment === undefined ? "" : " The deployment was not moved."} With test-model a version is tried before that.`;
  if (findings.compatibility === undefined && known !== undefined) {
    const schemas = { before: before?.schema, after: version.schema };
    passCompatibility(plan.gates, schemas, name, findings, consequence);
  }
  if (plan.gates.bootCheck && findings.trial === undefined) {
    const subject = {
      model: name,
      version,
      previous: before,
      exampleInput: ensured?.model.exampleInput,
      directory: plan.project.directory,
    };
    await watch.time("test", () =>
      passTrial(plan.gates, subject, gates, published.size, findings, consequence, runtime),
    );
  }
  if (ready.deployment !== undefined && known !== undefined) {
    findings.moved = await moveDeployment(known.api, ready.deployment, name, version.id);
    reportMove(findings.moved);
  }
  const page = versionPage(name, version.id, ensured);
  const told = { name, version, page, image: `${published.image}@${version.digest}`, findings };
  await tellRelease(plan.release, told, known?.api, runtime);
  await reportPush({
    name,
    ensured,
    version,
    findings,
    size: await published.size,
    previousSize: await previousSize,
    cogVersion: cog.version,
    apiUrl: runtime.context.apiUrl,
    phases: watch.phases,
  });
}

/** The same build once more, from Docker's cache. */
function alreadyBuilt(plan: PushPlan): PushPlan {
  return { ...plan, build: { ...plan.build, noCache: false } };
}
