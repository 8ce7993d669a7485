import * as core from "@actions/core";
import { planCacheSteps } from "../../build-cache/preflight.ts";
import { type BuildCache, prepareBuildCache } from "../../build-cache/prepare.ts";
import { addToPath } from "../../cog/install.ts";
import type { CompatibilityResult } from "../../compatibility/compare.ts";
import { freeDisk, planDiskSteps } from "../../disk/free.ts";
import type { DiskRequest } from "../../disk/preflight.ts";
import { schemaIn } from "../../docker/labels.ts";
import type { JsonRecord } from "../../lib/json.ts";
import { info } from "../../lib/log.ts";
import { fullName } from "../../lib/model-name.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import type { BuildPlan } from "../../plan/plans.ts";
import { buildAndInspect } from "../../push/check-built.ts";
import { readImageSize } from "../../push/image-size.ts";
import { imageOf } from "../../push/publish-version.ts";
import type { Version } from "../../replicate/parse.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { compareProject, requireCompatible } from "../gates.ts";
import { reportDryRun, reportTools } from "../report.ts";
import { NO_RESULTS, reportPartialResults } from "../results.ts";
import { reportUnusedInputs } from "../unused-inputs.ts";
import { type CheckBuildPreflight, preflightCheckBuild } from "./preflight.ts";
import { renderCheck } from "./render.ts";

/** Builds the project, compares its schema with that of the model's newest version, and stops. */
export async function checkBuild(plan: BuildPlan, runtime: Runtime): Promise<void> {
  const { stopwatch, context } = runtime;
  const ready = await stopwatch.time("preflight", () => preflightCheckBuild(plan, runtime));
  const { name, build, production } = ready;
  const { push } = plan;
  const { compatibility: mode } = plan.testing;
  setOutputs({ model: fullName(name), "cog-version": build.cog.version });
  reportUnusedInputs(plan, {});
  reportTools(build);
  const disk = diskRequest(plan, ready);
  if (plan.dryRun)
    return reportDryRun(name, [
      ...(await planDiskSteps(disk, runtime)),
      ...planCacheSteps(build.cache),
      `build ${push.project.directory} with Cog ${build.cog.version}, and push nothing`,
      ...(mode === "off" ? [] : ["compare its schema"]),
    ]);

  addToPath(build.cog);
  const [outcome, cache] = await Promise.all([freeDisk(disk, runtime), findCache(ready, runtime)]);
  const tools = { cog: build.cog, space: build.space, registry: production.registry, cache };
  const image = await stopwatch.time("build", () =>
    buildAndInspect(imageOf(name, runtime), push, tools, runtime),
  );
  const results = {
    ...NO_RESULTS,
    compatibility: await compare(plan, ready, schemaIn(image.labels), runtime),
  };
  try {
    requireCompatible(results.compatibility, mode, name, "Nothing was pushed.");
  } catch (error) {
    await reportPartialResults(name, results, context.apiUrl);
    throw error;
  }
  setOutputs({ status: "built" });
  core.notice(`Built ${fullName(name)}. Nothing was pushed.`);
  const facts = { disk: outcome, cogVersion: build.cog.version, phases: stopwatch.phases };
  await writeSummary(renderCheck(`${fullName(name)}: built`, facts, results, context.apiUrl));
}

async function compare(
  plan: BuildPlan,
  { name, production }: CheckBuildPreflight,
  after: JsonRecord | undefined,
  runtime: Runtime,
): Promise<CompatibilityResult> {
  if (production.kind === "api" || plan.testing.compatibility === "off")
    return compareProject(plan, { before: newest(production), after }, name, runtime);
  setOutputs({ "schema-changes": "unknown" });
  info("Compatibility is unknown: api-token is empty, so there is no version to compare with.");
  return { kind: "not-compared" };
}

function newest(production: CheckBuildPreflight["production"]): Version | undefined {
  return production.kind === "api" ? production.model?.latestVersion : undefined;
}

async function findCache(
  { name, build, production }: CheckBuildPreflight,
  { httpOptions }: Runtime,
): Promise<BuildCache> {
  const origins =
    production.kind === "api"
      ? [
          async () => ({
            session: production.registry.session,
            digest: digestOf(newest(production)),
            model: fullName(name),
          }),
        ]
      : [];
  return prepareBuildCache(build.cache, origins, httpOptions);
}

function diskRequest({ push }: BuildPlan, { build, production }: CheckBuildPreflight): DiskRequest {
  const previousImage = async () =>
    production.kind === "api"
      ? readImageSize(production.registry.session, digestOf(newest(production)))
      : undefined;
  return { mode: push.freeDisk, space: build.space, project: push.project, previousImage };
}

/** The digest of a version's image. */
export function digestOf(version: Version | undefined): string | undefined {
  return version && `sha256:${version.id}`;
}
