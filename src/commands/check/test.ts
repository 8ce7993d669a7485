import { planCacheSteps } from "../../build-cache/preflight.ts";
import { prepareBuildCache } from "../../build-cache/prepare.ts";
import { addToPath } from "../../cog/install.ts";
import { freeDisk, planDiskSteps } from "../../disk/free.ts";
import type { DiskRequest } from "../../disk/preflight.ts";
import { fullName } from "../../lib/model-name.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import { versionUrl } from "../../model/urls.ts";
import type { TestPlan } from "../../plan/plans.ts";
import { readImageSize } from "../../push/image-size.ts";
import type { Version } from "../../replicate/parse.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { planTestSteps } from "../../testing/render.ts";
import { warnOfSize } from "../../testing/report.ts";
import type { TestModel } from "../../testing/test-model.ts";
import { compareProject, requireCompatible, requirePassed, testVersion } from "../gates.ts";
import { publishToTestModel, type TestPush } from "../push/test-model.ts";
import { reportDryRun, reportTools } from "../report.ts";
import { NO_RESULTS, reportPartialResults } from "../results.ts";
import { reportUnusedInputs } from "../unused-inputs.ts";
import { digestOf } from "./build.ts";
import { type CheckTestPreflight, preflightCheckTest } from "./preflight.ts";
import { renderCheck } from "./render.ts";

/** Pushes the project to the test model, tests it there, compares it with production, and stops. */
export async function checkTest(plan: TestPlan, runtime: Runtime): Promise<void> {
  const { stopwatch, httpOptions, context } = runtime;
  const ready = await stopwatch.time("preflight", () => preflightCheckTest(plan, runtime));
  const { name, build, testModel, push } = ready;
  const { testing } = plan;
  setOutputs({ "cog-version": build.cog.version });
  const existing = testModel.state.kind === "exists" ? testModel.name : undefined;
  reportUnusedInputs(plan, { hardware: existing, "test-hardware": existing });
  reportTools(build);
  const disk = diskRequest(plan, ready);
  if (plan.dryRun)
    return reportDryRun(testModel.name, [
      ...(testModel.state.kind === "missing"
        ? [`create ${fullName(testModel.name)} (private, on ${testModel.state.hardware})`]
        : []),
      ...(await planDiskSteps(disk, runtime)),
      ...planCacheSteps(build.cache),
      `build ${push.project.directory} with Cog ${build.cog.version}, and push it to ${fullName(testModel.name)}`,
      ...planTestSteps(testing),
      `leave ${fullName(name)} as it is`,
    ]);

  addToPath(build.cog);
  const origin = async () => ({
    session: testModel.registry.session,
    digest: digestOf(newest(testModel)),
    model: fullName(testModel.name),
  });
  const [outcome, cache] = await Promise.all([
    freeDisk(disk, runtime),
    prepareBuildCache(build.cache, [origin], httpOptions),
  ]);
  const { cog, space } = build;
  const published = await publishToTestModel(
    push,
    { cog, space, cache, registry: testModel.registry },
    { testModel, api: ready.connection.api, production: name },
    runtime,
  );
  const size = (await published.size)?.size;
  reportPublished(published, size);
  warnOfSize(size, testModel.name);

  const impact = `Nothing was pushed to ${fullName(name)}: production is unchanged.`;
  const { compatibility: mode } = testing;
  const previous = ready.production?.latestVersion;
  const { version, model } = published;
  let results = NO_RESULTS;
  try {
    const schemas = { before: previous, after: version.schema };
    results = { ...results, compatibility: await compareProject(plan, schemas, name, runtime) };
    requireCompatible(results.compatibility, mode, name, impact);
    const subject = {
      model: testModel.name,
      version,
      previous,
      exampleInput: ready.production?.exampleInput ?? model.exampleInput,
      directory: push.project.directory,
      isFresh: true,
    };
    const tests = await stopwatch.time("test", () =>
      testVersion(subject, testing, ready.testing, runtime),
    );
    results = { ...results, tests };
    requirePassed(tests, impact);
  } catch (error) {
    await reportPartialResults(name, results, context.apiUrl);
    throw error;
  }
  setOutputs({ status: "tested" });
  const facts = { disk: outcome, cogVersion: cog.version, phases: stopwatch.phases };
  const title = `${fullName(name)}: tested on ${fullName(testModel.name)}`;
  await writeSummary(renderCheck(title, facts, results, context.apiUrl));
}

/** The outputs name the version on the test model: there is no other one. */
function reportPublished({ model, version, image }: TestPush, size: number | undefined): void {
  setOutputs({
    model: fullName(model),
    "model-url": model.url,
    version: version.id,
    "version-url": versionUrl(model.url, version.id),
    digest: version.digest,
    image: `${image}@${version.digest}`,
    "image-size": size,
  });
}

function newest({ state }: TestModel): Version | undefined {
  return state.kind === "exists" ? state.model.latestVersion : undefined;
}

function diskRequest({ push }: TestPlan, { build, testModel }: CheckTestPreflight): DiskRequest {
  const previousImage = () =>
    readImageSize(testModel.registry.session, digestOf(newest(testModel)));
  return { mode: push.freeDisk, space: build.space, project: push.project, previousImage };
}
