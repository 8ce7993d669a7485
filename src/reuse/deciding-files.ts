import { resolve } from "node:path";
import type { BuildOptions } from "../cog/options.ts";
import type { Project } from "../cog/project.ts";
import { recordAt, stringAt } from "../lib/json.ts";
import { isInside } from "../lib/paths.ts";

/**
 * Files that decide what is built whether or not they enter the image: inputs and cog.yaml name them, and
 * Cog or Docker reads them. Relative to the project's directory, or absolute.
 */
export function decidingFiles({
  build,
  project,
}: {
  readonly build: BuildOptions;
  readonly project: Project;
}): string[] {
  const settings = recordAt(project.config, "build") ?? {};
  const requirements = stringAt(settings, "python_requirements");
  const named = [build.dockerfile, build.openapiSchema, requirements];
  return [project.configFile, ".dockerignore", ...named.filter((file) => file !== undefined)];
}

/** Those of some files that lie outside of a directory. */
export function outsideOf(directory: string, files: readonly string[]): string[] {
  return files.filter((file) => !isInside(resolve(directory, file), directory));
}

/** Whether a path within the directory is one of these files. */
export function isAmong(path: string, files: readonly string[]): boolean {
  return files.some((file) => resolve("/", file) === resolve("/", path));
}
