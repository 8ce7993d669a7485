import { type BuildCachePreflight, preflightBuildCache } from "../build-cache/preflight.ts";
import { checkRelease } from "../cog/args.ts";
import { type InstalledCog, installCog } from "../cog/install.ts";
import type { Project } from "../cog/project.ts";
import type { DiskSpace } from "../disk/measure.ts";
import { measureSpace } from "../disk/measure.ts";
import { checkDocker, type DockerEngine } from "../docker/engine.ts";
import { ActionError } from "../lib/errors.ts";
import { buildFiles, checkFiles } from "../model/metadata-files.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { PushOptions } from "./options.ts";

/** What a build needs of the machine. */
export interface BuildPreflight {
  readonly cog: InstalledCog;
  readonly docker: DockerEngine;
  readonly space: DiskSpace;
  readonly cache: BuildCachePreflight;
}

/** The checks of a build, under way. */
export interface BuildChecks {
  readonly cog: Promise<InstalledCog>;
  readonly docker: Promise<DockerEngine>;
  readonly space: Promise<DiskSpace>;
  readonly cache: Promise<BuildCachePreflight>;
  readonly all: readonly Promise<unknown>[];
}

/**
 * Checks the project, the files that inputs name, the Docker daemon, and Cog, which is put in the
 * runner's tool cache.
 */
export function checkBuild(
  { project, build, cog: source, buildCache: mode }: PushOptions,
  runtime: Runtime,
): BuildChecks {
  const cog = installCog(source, runtime);
  const surroundings = { ...runtime.context, signal: runtime.signal };
  // Starting a process holds everything else up: the first requests go out before.
  const docker = checkDocker(surroundings);
  const space = measureSpace(project.directory, surroundings);
  const { temporaryDirectory } = runtime.context;
  const cache = cog.then(({ version: cogVersion }) =>
    preflightBuildCache(
      { mode, cogVersion, noCache: build.noCache, temporaryDirectory },
      surroundings,
    ),
  );
  const all = [
    refuseProblems(project),
    cog,
    cog.then(({ version }) => checkRelease(version, project)),
    docker,
    space,
    cache,
    checkFiles(project.directory, runtime.context.workspace, buildFiles(build)),
  ];
  return { cog, docker, space, cache, all };
}

async function refuseProblems({ problems }: Project): Promise<void> {
  if (problems.length > 0) throw new ActionError(problems);
}
