import { posix } from "node:path";
import type { ModelName } from "../lib/model-name.ts";
import { globsMatcher, inputGlobs, withDescendants } from "./globs.ts";

/** A Cog project: a directory and one of its configuration files. */
export interface ProjectFile {
  /** Path of the file in the repository. */
  readonly path: string;
  /** Path of its directory in the repository; empty for the root. */
  readonly directory: string;
  readonly configFile: string;
  /** Whether git does not track the file: a script can write it before the push. */
  readonly isGenerated: boolean;
}

/** Inputs of the action for one project, by their names, and globs of files that its build depends on. */
export interface ProjectSettings {
  readonly inputs: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
}

/** A selected project, with everything that its job needs. */
export interface FoundProject {
  readonly file: ProjectFile;
  /** Its title for people: `models/flux`, or `models/flux (cog.gpu.yaml)`. */
  readonly title: string;
  readonly model: ModelName;
  /** Path of its directory from the workspace; `.` for the workspace itself. */
  readonly workingDirectory: string;
  /** Absolute path of its directory. */
  readonly directory: string;
  /** Paths in the repository of files that decide what is built even if .dockerignore excludes them. */
  readonly deciding: readonly string[];
  readonly settings: ProjectSettings;
}

/** `cog.yaml`, and a `cog.gpu.yaml` next to it. */
const CONFIG_FILES = ["cog.yaml", "cog.*.yaml"];

/** Whether a file's name is that of a configuration. */
export function isConfigFile(path: string): boolean {
  return /^cog(\..+)?\.yaml$/.test(posix.basename(path));
}

/** The project with this configuration file. */
export function projectFile(path: string, isGenerated = false): ProjectFile {
  const configFile = posix.basename(path);
  return { path, directory: directoryOf(path), configFile, isGenerated };
}

/** The directory of a path in the repository; empty for a file in the root. */
export function directoryOf(path: string): string {
  const directory = posix.dirname(path);
  return directory === "." ? "" : directory;
}

/**
 * Tests whether input `projects` selects a configuration file. A glob matches directories, unless it ends like a
 * configuration file; a glob that starts with `!` excludes everything that it matches.
 * @param globs empty for all projects below the directory.
 * @param prefix the directory that the globs are relative to.
 * @throws {ActionError} for a glob that is outside of the repository.
 */
export function projectMatcher(
  globs: readonly string[],
  prefix: string,
): (path: string) => boolean {
  const isExcluding = (glob: string) => glob.startsWith("!");
  const wanted = globs.every(isExcluding) ? ["**", ...globs] : globs;
  const patterns = inputGlobs("projects", wanted, prefix).flatMap((glob) => {
    if (isExcluding(glob)) return withDescendants([glob]);
    return isConfigPath(glob) ? glob : CONFIG_FILES.map((name) => posix.join(glob, name));
  });
  return globsMatcher(patterns);
}

/** Whether a path or glob is that of a file, not of a directory. */
export function isConfigPath(text: string): boolean {
  return /\.ya?ml$/.test(text);
}
