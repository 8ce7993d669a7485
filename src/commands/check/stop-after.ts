import { schemaIn } from "../../docker/images.ts";
import { info, notice } from "../../lib/log.ts";
import { fullName } from "../../lib/model-name.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import { planCreation } from "../../model/ensure-model.ts";
import type { BuildPlan, TestPlan } from "../../plan/plan.ts";
import { buildAndInspect } from "../../push/checked-image.ts";
import { imageOf } from "../../push/publish-version.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { planTestSteps } from "../../testing/render.ts";
import { Gates } from "../gates.ts";
import { runPreflight } from "../preflight.ts";
import { buildStep, newestImage, planPreparation, prepareBuild } from "../prepare-build.ts";
import { publishToTestModel } from "../push/test-model.ts";
import { reportDryRun, reportTools, versionOutputs } from "../report.ts";
import { reportUnusedInputs } from "../unused-inputs.ts";
import { preflightCheckBuild, preflightCheckTest } from "./preflight.ts";
import { renderCheck } from "./render.ts";

/** Builds the project, compares its schema with that of the model's latest version, and stops. */
export async function checkBuild(plan: BuildPlan, runtime: Runtime): Promise<void> {
  const ready = await runPreflight(plan, preflightCheckBuild, runtime);
  const { name, build, production } = ready;
  const { registry } = production;
  const { push, testing: options } = plan;
  const { project } = push;
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
      buildStep(request, "push nothing"),
      ...(isKnown && options.compatibility !== "off" ? ["compare its schema"] : []),
    ]);

  const { disk, runner } = await prepareBuild(request, runtime);
  const target = { image: imageOf(name, runtime), credential: registry.credential };
  const image = await runtime.stopwatch.time("build", () =>
    buildAndInspect(target, runner, runtime),
  );
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
  const facts = {
    build: { disk, cache: runner.cacheOutcome },
    cogVersion: build.cog.version,
    phases: runtime.stopwatch.phases,
  };
  const title = `${fullName(name)}: built`;
  await writeSummary(renderCheck(title, facts, gates.results, runtime.context.apiUrl));
}

/** Pushes the project to the test model, tests it there, compares it with production, and stops. */
export async function checkTest(plan: TestPlan, runtime: Runtime): Promise<void> {
  const ready = await runPreflight(plan, preflightCheckTest, runtime);
  const { name, build, testModel, push, production, connection, registry } = ready;
  const { state } = testModel;
  const { project } = push;
  const target = fullName(testModel.name);
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
      buildStep(request, `push it to ${target}`),
      ...planTestSteps(plan.testing),
      `leave ${fullName(name)} as it is`,
    ]);

  const { disk, runner } = await prepareBuild(request, runtime);
  const published = await publishToTestModel(
    runner,
    { testModel, api: connection.api, production: name },
    runtime,
  );
  const { model, version, image, size } = published;
  // The outputs name the version on the test model: there is no other one.
  setOutputs({ model: fullName(model), "model-url": model.url });
  setOutputs({ ...versionOutputs(model, version, image), "image-size": (await size)?.size });

  const gates = new Gates(
    { name, options: plan.testing, testing: ready.testing, project },
    runtime,
  );
  await gates.run(async () => {
    const impact = `Nothing was pushed to ${fullName(name)}: production is unchanged.`;
    const previous = production?.latestVersion;
    await gates.compare({ before: previous, after: version.schema }, impact);
    const subject = {
      model: testModel.name,
      version,
      previous,
      exampleInput: production?.exampleInput ?? model.exampleInput,
      directory: project.directory,
      isFresh: true,
    };
    await gates.test(subject, impact, size);
  });
  setOutputs({ status: "tested" });
  const facts = {
    build: { disk, cache: runner.cacheOutcome },
    cogVersion: build.cog.version,
    phases: runtime.stopwatch.phases,
  };
  const title = `${fullName(name)}: tested on ${target}`;
  await writeSummary(renderCheck(title, facts, gates.results, runtime.context.apiUrl));
}
