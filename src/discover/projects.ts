import { posix } from "node:path";

/** A Cog project: a directory and one of its configuration files. */
export interface ProjectFile {
  /** Path of the file in the repository. */
  readonly path: string;
  /** Path of its directory in the repository; empty for the root. */
  readonly directory: string;
  readonly configFile: string;
}

/** `cog.yaml`, and the `cog.gpu.yaml` beside it. */
const CONFIG_FILES = ["cog.yaml", "cog.*.yaml"];
const CONFIG_FILE = /^cog(\..+)?\.yaml$/;

/** Whether a file's name is that of a configuration. */
export function isConfigFile(path: string): boolean {
  return CONFIG_FILE.test(posix.basename(path));
}

export function projectFile(path: string): ProjectFile {
  return { path, directory: directoryOf(path), configFile: posix.basename(path) };
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
  const wanted = globs.filter((glob) => !glob.startsWith("!"));
  const excluded = globs.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1));
  return [
    ...(wanted.length > 0 ? wanted : ["**"]).flatMap(configFiles),
    ...excluded.flatMap((glob) => withDescendants(glob, "exclude,glob")),
  ];
}

function configFiles(glob: string): string[] {
  if (/\.ya?ml$/.test(glob)) return [`:(glob)${glob}`];
  return CONFIG_FILES.map((name) => `:(glob)${glob}/${name}`);
}

/** Converts the globs of input `also-when` to git's pathspecs: a directory matches everything below it. */
export function sharedPathspecs(globs: readonly string[]): string[] {
  return globs.flatMap((glob) =>
    glob.startsWith("!")
      ? withDescendants(glob.slice(1), "exclude,glob")
      : withDescendants(glob, "glob"),
  );
}

function withDescendants(glob: string, magic: string): string[] {
  return [`:(${magic})${glob}`, `:(${magic})${glob}/**`];
}
