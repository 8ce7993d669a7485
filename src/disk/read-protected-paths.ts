import { readdir, readFile, readlink, realpath } from "node:fs/promises";
import {
  type ProtectedPaths,
  parseEnvironmentFile,
  parseMountPoints,
  pathsOfJob,
} from "./protected-paths.ts";

/** Where GitHub's images have the tool cache, whatever the job has made of RUNNER_TOOL_CACHE. */
const TOOL_CACHE = "/opt/hostedtoolcache";

/** What belongs to the job and its user. */
export interface JobPlaces {
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly workspace: string;
  readonly temporaryDirectory: string;
  readonly toolCacheDirectory: string;
  readonly homeDirectory: string;
}

/**
 * Reads, on Linux, what of the machine is in use. Of processes of other users only root sees more than their
 * existence.
 * @param places directories that the build writes to.
 */
export async function readProtectedPaths(
  job: JobPlaces,
  places: readonly string[],
): Promise<ProtectedPaths> {
  const { environment, workspace, temporaryDirectory, toolCacheDirectory, homeDirectory } = job;
  const own = [TOOL_CACHE, toolCacheDirectory, workspace, temporaryDirectory, homeDirectory];
  const [reserved, machine, ofProcesses, mounts] = await Promise.all([
    Promise.all([...own, ...places].map(resolved)),
    readIfAny("/etc/environment"),
    pathsOfProcesses(),
    readFile("/proc/self/mountinfo", "utf8"),
  ]);
  const ofJob = pathsOfJob(environment, parseEnvironmentFile(machine));
  return {
    reserved,
    ofJob: await Promise.all(ofJob.map(resolved)),
    ofProcesses,
    mountPoints: parseMountPoints(mounts),
  };
}

/** Without symbolic links; a path that does not exist stays as it is. */
function resolved(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** The content of a file; empty when it is not there, or not for us. */
function readIfAny(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

/** Executables, working directories, open and mapped files (proc(5)). */
async function pathsOfProcesses(): Promise<readonly string[]> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const paths = await Promise.all(processes.map((id) => pathsOfProcess(`/proc/${id}`)));
  return [...new Set(paths.flat())].filter((path) => path.startsWith("/"));
}

/** A process may end while it is looked at: what is gone is not in use. */
async function pathsOfProcess(directory: string): Promise<readonly string[]> {
  const descriptors = await readdir(`${directory}/fd`).catch(() => []);
  const links = ["exe", "cwd", ...descriptors.map((name) => `fd/${name}`)];
  const [targets, maps] = await Promise.all([
    Promise.all(links.map((name) => readlink(`${directory}/${name}`).catch(() => ""))),
    readIfAny(`${directory}/maps`),
  ]);
  return [...targets, ...[...maps.matchAll(/ (\/.+)$/gm)].map(([, path = ""]) => path)];
}
