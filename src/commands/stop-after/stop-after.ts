import { schemaIn } from "../../docker/images.ts";
import { info, notice } from "../../lib/log.ts";
import { fullName } from "../../lib/model-name.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import { planCreation } from "../../model/ensure-model.ts";
import type { BuildPlan, TestPlan } from "../../plan/plan.ts";
import { buildAndInspect } from "../../push/checked-image.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { planTestSteps } from "../../testing/render.ts";
import { reportDryRun } from "../dry-run.ts";
import { Gates } from "../gates.ts";
import { runPreflight } from "../preflight.ts";
import {
  buildValues,
  newestImage,
  type PreparedBuild,
  planPreparation,
  prepareBuild,
} from "../prepare-build.ts";
import { publishToTestModel } from "../publish-to-test-model.ts";
import { reportTools, versionOutputs } from "../report.ts";
import { reportUnusedInputs } from "../unused-inputs.ts";
import { preflightStopAfterBuild, preflightStopAfterTest } from "./preflight.ts";
import { renderStopAfter } from "./render.ts";

/** Builds the project, compares its schema with that of the model's latest version, and stops. */
export async function stopAfterBuild(plan: BuildPlan, runtime: Runtime): Promise<void> {
  const ready = await runPreflight(plan, preflightStopAfterBuild, runtime);
  const { name, build, production } = ready;
  const { push, testing: options } = plan;
  setOutputs({ model: fullName(name) });
  reportUnusedInputs(plan, {});
  reportTools(build);
  const isKnown = production.kind === "api";
  const before = isKnown ? production.model?.latestVersion : undefined;
  const newest = isKnown ? newestImage(name, before, production.registry.session) : undefined;
  const request = { push, build, newest };
  if (plan.dryRun)
    return reportDryRun(name, [
      ...(await planPreparation(request, runtime)),
      { code: "build", ...buildValues(request) },
      ...(isKnown && options.compatibility !== "off" ? [{ code: "compare-schema" } as const] : []),
    ]);

  const prepared = await prepareBuild(request, runtime);
  const { credential } = production.registry;
  const image = await buildAndInspect(name, credential, prepared.runner, runtime);
  const { project } = push;
  const gates = new Gates({ name, options, testing: { kind: "no-api" }, project }, runtime);
  if (isKnown || options.compatibility === "off")
    await gates.run(() =>
      gates.compare({ before, after: schemaIn(image.labels) }, "Nothing was pushed."),
    );
  else {
    setOutputs({ "schema-changes": "unknown" });
    info("Compatibility is unknown: api-token is empty, so there is no version to compare with.");
  }
  setOutputs({ status: "built" });
  notice("built", `Built ${fullName(name)}. Nothing was pushed.`);
  await reportOutcome(`${fullName(name)}: built`, prepared, gates, runtime);
}

/** Pushes the project to the test model, tests it there, compares it with production, and stops. */
export async function stopAfterTest(plan: TestPlan, runtime: Runtime): Promise<void> {
  const ready = await runPreflight(plan, preflightStopAfterTest, runtime);
  const { name, build, testing, testModel, push, production, connection, registry } = ready;
  const { state } = testModel;
  const testName = fullName(testModel.name);
  const existing = state.kind === "exists" ? testModel.name : undefined;
  reportUnusedInputs(plan, { hardware: existing, "test-hardware": existing });
  reportTools(build);
  // Production's cache is the one that its next push uses. A version on the test model can be a pull request's.
  const newest = newestImage(name, production?.latestVersion, registry.session);
  const request = { push, build, newest };
  if (plan.dryRun)
    return reportDryRun(testModel.name, [
      ...planCreation(testModel.name, state),
      ...(await planPreparation(request, runtime)),
      { code: "build-and-push", ...buildValues(request), image: testName },
      ...planTestSteps(plan.testing),
      { code: "keep-model", model: fullName(name) },
    ]);

  const prepared = await prepareBuild(request, runtime);
  const testTarget = { testModel, api: connection.api, production: name };
  const published = await publishToTestModel(prepared.runner, testTarget, runtime);
  const { model, version, image, size } = published;
  // The outputs name the version on the test model: there is no other one.
  setOutputs({ model: fullName(model), "model-url": model.url });
  setOutputs({ ...versionOutputs(model, version, image), "image-size": (await size)?.size });

  const { project } = push;
  const gates = new Gates({ name, options: plan.testing, testing, project }, runtime);
  await gates.run(async () => {
    const impact = `Nothing was pushed to ${fullName(name)}: production is unchanged.`;
    const previous = production?.latestVersion;
    await gates.compare({ before: previous, after: version.schema }, impact);
    const exampleInput = production?.exampleInput ?? model.exampleInput;
    const underTest = { model, version, previous, exampleInput, isFresh: true };
    await gates.test(underTest, impact, size);
  });
  setOutputs({ status: "tested" });
  await reportOutcome(`${fullName(name)}: tested on ${testName}`, prepared, gates, runtime);
}

async function reportOutcome(
  title: string,
  { build, disk, runner }: PreparedBuild,
  { results }: Gates,
  { context, stopwatch }: Runtime,
): Promise<void> {
  const outcome = { disk, cache: runner.cacheOutcome };
  const facts = { build: outcome, cogVersion: build.cog.version, phases: stopwatch.phases };
  await writeSummary(renderStopAfter(title, facts, results, context.apiUrl));
}
