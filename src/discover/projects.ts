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

/** Whether a file is a configuration by its name. */
export function isConfigFile(path: string): boolean {
  return CONFIG_FILE.test(posix.basename(path));
}

export function projectFile(path: string): ProjectFile {
  return { path, directory: directoryOf(path), configFile: posix.basename(path) };
}

/** The directory of a path in the repository; that of a file in the root is empty. */
export function directoryOf(path: string): string {
  const directory = posix.dirname(path);
  return directory === "." ? "" : directory;
}

/** Every project of the repository, wherever the step looks. */
export const ALL_CONFIGS: readonly string[] = CONFIG_FILES.map((name) => `:(top,glob)**/${name}`);

/**
 * The globs of `projects` as git takes them. A glob stands for directories, unless it ends as a
 * configuration file does; one that begins with `!` takes everything away that it matches.
 */
export function projectPathspecs(globs: readonly string[]): string[] {
  const wanted = globs.filter((glob) => !glob.startsWith("!"));
  const excluded = globs.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1));
  return [
    ...(wanted.length > 0 ? wanted : ["**"]).flatMap(configFiles),
    ...excluded.flatMap((glob) => belowToo(glob, "exclude,glob")),
  ];
}

function configFiles(glob: string): string[] {
  if (/\.ya?ml$/.test(glob)) return [`:(glob)${glob}`];
  return CONFIG_FILES.map((name) => `:(glob)${glob}/${name}`);
}

/** The globs of `also-when` as git takes them: a directory stands for all that is below it. */
export function sharedPathspecs(globs: readonly string[]): string[] {
  return globs.flatMap((glob) =>
    glob.startsWith("!") ? belowToo(glob.slice(1), "exclude,glob") : belowToo(glob, "glob"),
  );
}

function belowToo(glob: string, magic: string): string[] {
  return [`:(${magic})${glob}`, `:(${magic})${glob}/**`];
}
