/** What must not be taken from under anyone. Every path is absolute, and without symbolic links. */
export interface ProtectedPaths {
  /** Tool cache, workspace, the runner's temporary directory, home, Docker's data. */
  readonly reserved: readonly string[];
  /** What the job itself has put on PATH or pointed a variable at. */
  readonly ofJob: readonly string[];
  /** Executables, open files and working directories of running processes. */
  readonly ofProcesses: readonly string[];
  readonly mountPoints: readonly string[];
}

/**
 * Why a directory is left where it is.
 * @returns undefined when nothing speaks for it.
 */
export function protectionReason(directory: string, occupied: ProtectedPaths): string | undefined {
  const { reserved, ofJob, ofProcesses, mountPoints } = occupied;
  const kept = reserved.find((path) => isWithin(path, directory) || isWithin(directory, path));
  if (kept !== undefined) return `${kept} is never touched`;
  const pointed = ofJob.find((path) => isWithin(path, directory));
  if (pointed !== undefined) return `the job uses ${pointed}`;
  const opened = ofProcesses.find((path) => isWithin(path, directory));
  if (opened !== undefined) return `a running process uses ${opened}`;
  const mounted = mountPoints.find((path) => isWithin(path, directory));
  if (mounted !== undefined) return `${mounted} is a mount point`;
  return undefined;
}

/** Whether a path is a directory itself, or anything below it. */
function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === "/" ? "/" : `${directory}/`);
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The absolute paths that the job itself has set: those in its variables that the machine's own environment
 * (/etc/environment, which the images put PATH and the homes of their toolchains in) does not have there.
 * `$HOME` stands for itself in that file.
 */
export function pathsOfJob(environment: Variables, ofMachine: Variables): readonly string[] {
  const home = environment["HOME"] ?? "";
  const items = (text = ""): string[] => text.replaceAll("$HOME", home).split(":");
  return Object.entries(environment).flatMap(([name, text]) => {
    const usual = new Set(items(ofMachine[name]));
    return items(text).filter((item) => item.startsWith("/") && !usual.has(item));
  });
}

/** The lines `NAME=value` of /etc/environment. */
export function parseEnvironmentFile(text: string): Variables {
  const lines = text.matchAll(/^\s*(?:export\s+)?(\w+)=(["']?)(.*)\2\s*$/gm);
  return Object.fromEntries([...lines].map(([, name = "", , value = ""]) => [name, value]));
}

/** The mount points of /proc/self/mountinfo (proc(5)): the fifth field, with octal escapes. */
export function parseMountPoints(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((path) => path !== "")
    .map((path) =>
      path.replace(/\\([0-7]{3})/g, (_, digits: string) =>
        String.fromCharCode(Number.parseInt(digits, 8)),
      ),
    );
}
