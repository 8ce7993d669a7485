import { posix } from "node:path";
import type { ModelName } from "../lib/model-name.ts";

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
  /** Paths of files that Cog reads even if .dockerignore excludes them. */
  readonly staged: readonly string[];
  readonly settings: ProjectSettings;
}

/** `cog.yaml`, and the `cog.gpu.yaml` beside it. */
const CONFIG_FILES = ["cog.yaml", "cog.*.yaml"];
const CONFIG_FILE = /^cog(\..+)?\.yaml$/;

/** Whether a file's name is that of a configuration. */
export function isConfigFile(path: string): boolean {
  return CONFIG_FILE.test(posix.basename(path));
}

export function projectFile(path: string, isGenerated = false): ProjectFile {
  const configFile = posix.basename(path);
  return { path, directory: directoryOf(path), configFile, isGenerated };
}

/** The directory of a path in the repository; empty for a file in the root. */
export function directoryOf(path: string): string {
  const directory = posix.dirname(path);
  return directory === "." ? "" : directory;
}

/** Pathspecs of every project of the repository, whichever directory the step looks in. */
export const ALL_CONFIGS: readonly string[] = CONFIG_FILES.map((name) => `:(top,glob)**/${name}`);

/**
 * Converts the globs of input `projects` to git's pathspecs. A glob matches directories, unless it ends like a
 * configuration file; a glob that starts with `!` excludes everything that it matches.
 */
export function projectPathspecs(globs: readonly string[]): string[] {
  const isExcluding = (glob: string) => glob.startsWith("!");
  const wanted = globs.every(isExcluding) ? ["**", ...globs] : globs;
  return wanted.flatMap((glob) => {
    if (isExcluding(glob)) return withDescendants(glob);
    if (/\.ya?ml$/.test(glob)) return [`:(glob)${glob}`];
    return CONFIG_FILES.map((name) => `:(glob)${glob}/${name}`);
  });
}

/** Converts the globs of input `also-when` to git's pathspecs: a directory matches everything below it. */
export function sharedPathspecs(globs: readonly string[]): string[] {
  return globs.flatMap(withDescendants);
}

function withDescendants(glob: string): string[] {
  const [magic, path] = glob.startsWith("!") ? ["exclude,glob", glob.slice(1)] : ["glob", glob];
  return [`:(${magic})${path}`, `:(${magic})${path}/**`];
}
