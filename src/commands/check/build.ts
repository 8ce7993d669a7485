import * as core from "@actions/core";
import { schemaIn } from "../../docker/labels.ts";
import { info } from "../../lib/log.ts";
import { fullName } from "../../lib/model-name.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import type { BuildPlan } from "../../plan/plan.ts";
import { buildAndInspect } from "../../push/check-built.ts";
import { imageOf } from "../../push/publish-version.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { Gates } from "../gates.ts";
import { runPreflight } from "../preflight.ts";
import { buildStep, newestImage, planPreparation, prepareBuild } from "../prepare-build.ts";
import { reportDryRun, reportTools } from "../report.ts";
import { reportUnusedInputs } from "../unused-inputs.ts";
import { preflightCheckBuild } from "./preflight.ts";
import { renderCheck } from "./render.ts";

/** Builds the project, compares its schema with that of the model's newest version, and stops. */
export async function checkBuild(plan: BuildPlan, runtime: Runtime): Promise<void> {
  const { stopwatch } = runtime;
  const ready = await runPreflight(plan, preflightCheckBuild, runtime);
  const { name, build, production } = ready;
  const { push, testing } = plan;
  setOutputs({ model: fullName(name) });
  reportUnusedInputs(plan, {});
  reportTools(build);
  const before = production.kind === "api" ? production.model?.latestVersion : undefined;
  const newest =
    production.kind === "api" ? newestImage(name, before, production.registry.session) : undefined;
  const request = { push, build, newest };
  if (plan.dryRun)
    return reportDryRun(name, [
      ...(await planPreparation(request, runtime)),
      buildStep(request, "push nothing"),
      ...(testing.compatibility === "off" ? [] : ["compare its schema"]),
    ]);

  const { disk, tools } = await prepareBuild(request, runtime);
  const image = await stopwatch.time("build", () =>
    buildAndInspect(
      imageOf(name, runtime),
      push,
      { ...tools, registry: production.registry },
      runtime,
    ),
  );
  const gates = new Gates(
    { name, options: testing, testing: { kind: "no-api" }, project: push.project },
    runtime,
  );
  if (production.kind === "api" || testing.compatibility === "off")
    await gates.run(() =>
      gates.compare({ before, after: schemaIn(image.labels) }, "Nothing was pushed."),
    );
  else {
    setOutputs({ "schema-changes": "unknown" });
    info("Compatibility is unknown: api-token is empty, so there is no version to compare with.");
  }
  core.notice(`Built ${fullName(name)}. Nothing was pushed.`);
  setOutputs({ status: "built" });
  const facts = { disk, cogVersion: build.cog.version, phases: stopwatch.phases };
  const title = `${fullName(name)}: built`;
  await writeSummary(renderCheck(title, facts, gates.results, runtime.context.apiUrl));
}
