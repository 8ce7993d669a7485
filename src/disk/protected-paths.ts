import { readdir, readFile, readlink } from "node:fs/promises";
import { formatterOf, type MessageOf } from "../lib/messages.ts";
import { isInside, readOptional, resolveLinks } from "../lib/paths.ts";
import type { Context } from "../runtime/context.ts";

/** Paths that must not be removed. All are absolute and without symbolic links. */
interface ProtectedPaths {
  /** Tool cache, workspace, the runner's temporary directory, home, Docker's data. */
  readonly reserved: readonly string[];
  /** Paths in the PATH and other variables that the job has set itself. */
  readonly ofJob: readonly string[];
  /** Executables, open files, and working directories of running processes. */
  readonly ofProcesses: readonly string[];
  readonly mountPoints: readonly string[];
}

/** The tool cache of GitHub's images, regardless of RUNNER_TOOL_CACHE. */
const TOOL_CACHE = "/opt/hostedtoolcache";

/**
 * Reads, on Linux, which paths of the machine are in use. Processes of other users are visible to root only.
 * @param directories that the build writes to.
 */
export async function readProtectedPaths(
  context: Context,
  directories: readonly string[],
): Promise<ProtectedPaths> {
  const { workspace, temporaryDirectory, toolCacheDirectory, homeDirectory } = context;
  const own = [TOOL_CACHE, toolCacheDirectory, workspace, temporaryDirectory, homeDirectory];
  const [machine, ofProcesses, mounts] = await Promise.all([
    readOptional("/etc/environment"),
    pathsOfProcesses(),
    readFile("/proc/self/mountinfo", "utf8"),
  ]);
  const ofJob = pathsOfJob(context.environment, parseEnvironmentFile(machine));
  return {
    reserved: await Promise.all([...own, ...directories].map(resolveLinks)),
    ofJob: await Promise.all(ofJob.map(resolveLinks)),
    ofProcesses,
    mountPoints: parseMountPoints(mounts),
  };
}

/** Why a directory is kept: as a part of a sentence. */
const REASONS = {
  reserved: "{path} is protected",
  "used-by-job": "the job uses {path}",
  "used-by-process": "a running process uses {path}",
  "mount-point": "{path} is a mount point",
  "other-device": "it is on another file system",
} as const;

export type KeptReason = MessageOf<typeof REASONS>;

/** A reason in words. */
export const describeReason = formatterOf(REASONS);

/** Why a directory is not removed; empty when it may be. */
export function protectionReasons(directory: string, paths: ProtectedPaths): KeptReason[] {
  const isAbove = (path: string): boolean => isInside(path, directory);
  const reserved = paths.reserved.filter((path) => isAbove(path) || isInside(directory, path));
  return [
    ...reserved.map((path) => ({ code: "reserved", path }) as const),
    ...paths.ofJob.filter(isAbove).map((path) => ({ code: "used-by-job", path }) as const),
    ...paths.ofProcesses
      .filter(isAbove)
      .map((path) => ({ code: "used-by-process", path }) as const),
    ...paths.mountPoints.filter(isAbove).map((path) => ({ code: "mount-point", path }) as const),
  ];
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Lists the absolute paths in variables that the job has set itself: those that /etc/environment, where the images set
 * PATH and the homes of their toolchains, does not contain. It writes `$HOME` literally.
 */
export function pathsOfJob(environment: Variables, ofMachine: Variables): readonly string[] {
  const home = environment["HOME"] ?? "";
  const items = (text = ""): string[] => text.replaceAll("$HOME", home).split(":");
  return Object.entries(environment).flatMap(([name, text]) => {
    const preset = new Set(items(ofMachine[name]));
    return items(text).filter((item) => item.startsWith("/") && !preset.has(item));
  });
}

/** Parses the lines `NAME=value` of /etc/environment. */
export function parseEnvironmentFile(text: string): Variables {
  const lines = text.matchAll(/^\s*(?:export\s+)?(\w+)=(["']?)(.*)\2\s*$/gm);
  return Object.fromEntries([...lines].map(([, name = "", , value = ""]) => [name, value]));
}

/** Parses the mount points of /proc/self/mountinfo (proc(5)): the fifth field, with octal escapes. */
export function parseMountPoints(text: string): readonly string[] {
  const fields = text.split("\n").flatMap((line) => line.split(" ")[4] ?? []);
  return fields.map((path) =>
    path.replace(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    ),
  );
}

/** Executables, working directories, open and mapped files (proc(5)). */
async function pathsOfProcesses(): Promise<readonly string[]> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const paths = await Promise.all(processes.map((id) => pathsOfProcess(`/proc/${id}`)));
  return [...new Set(paths.flat())].filter((path) => path.startsWith("/"));
}

/** A process that ends in the meantime uses nothing. */
async function pathsOfProcess(directory: string): Promise<readonly string[]> {
  const descriptors = await readdir(`${directory}/fd`).catch(() => []);
  const links = ["exe", "cwd", ...descriptors.map((name) => `fd/${name}`)];
  const [targets, maps] = await Promise.all([
    Promise.all(links.map((name) => readlink(`${directory}/${name}`).catch(() => ""))),
    readOptional(`${directory}/maps`),
  ]);
  return [...targets, ...[...maps.matchAll(/ (\/.+)$/gm)].map(([, path = ""]) => path)];
}
