import { type BuildCachePreflight, preflightBuildCache } from "../build-cache/preflight.ts";
import { checkRelease } from "../cog/args.ts";
import { type InstalledCog, installCog } from "../cog/install.ts";
import { type DiskSpace, measureSpace } from "../disk/measure.ts";
import { checkDocker, type DockerEngine, refuseSsh } from "../docker/engine.ts";
import { flushRequests } from "../http/client.ts";
import { refuseProblems, runChecks } from "../lib/errors.ts";
import { buildFiles, checkFiles } from "../model/input-files.ts";
import type { ModelChoice } from "../model/options.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { checkBuildContext, type Visibility } from "./build-context.ts";
import {
  checkRequirements,
  requireMountedSecrets,
  requirePredictor,
  warnOfOtherImage,
  warnOfUnknownKeys,
} from "./config-checks.ts";
import type { PushOptions } from "./options.ts";

/** What a build needs of the machine. */
export interface BuildPreflight {
  readonly cog: InstalledCog;
  readonly docker: DockerEngine;
  readonly space: DiskSpace;
  readonly cache: BuildCachePreflight;
  /** Of the files that Docker sends to the build. */
  readonly contextBytes: number;
}

/**
 * Checks the project, its build context, the files that inputs name, the Docker daemon, and Cog, which is put in the
 * runner's tool cache.
 * @param target the model of the inputs, or of the project (a preview's is another one), and who can pull the image.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightBuild(
  { project, build, cog: source, buildCache: mode }: PushOptions,
  target: { readonly model: ModelChoice; readonly visibility: Promise<Visibility> },
  runtime: Runtime,
): Promise<BuildPreflight> {
  const { context } = runtime;
  // Starting Docker's programs takes longer than connecting to Replicate.
  await flushRequests();
  const installed = installCog(source, runtime);
  const dockerOptions = { ...context, signal: runtime.signal };
  const { temporaryDirectory } = context;
  warnOfUnknownKeys(project);
  warnOfOtherImage(project, target.model);
  return runChecks({
    project: refuseProblems(project.problems),
    cog: installed,
    release: installed.then(({ version }) => checkRelease(version, project)),
    requirements: installed.then(({ version }) =>
      checkRequirements(project, version, build.dockerfile),
    ),
    predictor: requirePredictor(project, build),
    secrets: requireMountedSecrets(project, build),
    contextBytes: checkBuildContext(project, temporaryDirectory, target.visibility),
    docker: checkDocker(dockerOptions),
    address: installed.then(({ version }) => refuseSsh(version, dockerOptions)),
    space: measureSpace(project.directory, dockerOptions),
    cache: installed.then(({ version: cogVersion }) =>
      preflightBuildCache(
        { mode, cogVersion, noCache: build.noCache, temporaryDirectory },
        dockerOptions,
      ),
    ),
    files: checkFiles(project.directory, context.workspace, buildFiles(build)),
  });
}
