import { type BuildCachePreflight, preflightBuildCache } from "../build-cache/preflight.ts";
import { checkRelease } from "../cog/args.ts";
import { type InstalledCog, installCog } from "../cog/install.ts";
import type { Project } from "../cog/project.ts";
import { type DiskSpace, measureSpace } from "../disk/measure.ts";
import { checkDocker, type DockerEngine } from "../docker/engine.ts";
import { ActionError, runChecks } from "../lib/errors.ts";
import { buildFiles, checkFiles } from "../model/input-files.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { PushOptions } from "./options.ts";

/** What a build needs of the machine. */
export interface BuildPreflight {
  readonly cog: InstalledCog;
  readonly docker: DockerEngine;
  readonly space: DiskSpace;
  readonly cache: BuildCachePreflight;
}

/**
 * Checks the project, the files that inputs name, the Docker daemon, and Cog, which is put in the
 * runner's tool cache.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightBuild(
  { project, build, cog: source, buildCache: mode }: PushOptions,
  runtime: Runtime,
): Promise<BuildPreflight> {
  const { context } = runtime;
  const installed = installCog(source, runtime);
  const surroundings = { ...context, signal: runtime.signal };
  const { temporaryDirectory } = context;
  const { cog, docker, space, cache } = await runChecks({
    project: refuseProblems(project),
    cog: installed,
    release: installed.then(({ version }) => checkRelease(version, project)),
    // Starting a process holds everything else up: the first requests go out before.
    docker: checkDocker(surroundings),
    space: measureSpace(project.directory, surroundings),
    cache: installed.then(({ version: cogVersion }) =>
      preflightBuildCache(
        { mode, cogVersion, noCache: build.noCache, temporaryDirectory },
        surroundings,
      ),
    ),
    files: checkFiles(project.directory, context.workspace, buildFiles(build)),
  });
  return { cog, docker, space, cache };
}

async function refuseProblems({ problems }: Project): Promise<void> {
  if (problems.length > 0) throw new ActionError(problems);
}
