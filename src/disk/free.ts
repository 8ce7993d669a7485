import { constants, existsSync } from "node:fs";
import { access } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import pMap from "p-map";
import { errorMessage } from "../lib/errors.ts";
import { type ExecOptions, type ExecResult, exec } from "../lib/exec.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { measure } from "./measure.ts";
import {
  type DiskOutcome,
  type DiskPreflight,
  type DiskRequest,
  isShort,
  planFreeDisk,
  type Removal,
  type SpaceRequirement,
} from "./preflight.ts";
import { describeRequirement } from "./render.ts";
import { reportDisk, reportFreed, reportRemoval } from "./report.ts";
import type { InstalledToolchain } from "./toolchains.ts";

/** Removing a large toolchain takes minutes on a slow disk. */
const TIMEOUT_SECONDS = 900;

/**
 * Frees disk space for the build by removing toolchains of GitHub's runner images. `auto` removes the largest ones on
 * GitHub-hosted runners while less is free than the build needs. `true` removes all that may be removed, on any Linux
 * runner. Docker's images and build cache are kept: this build may use them, and they are 2 GB at most on a fresh
 * runner (peer-observer/peer-observer pull request 447).
 */
export async function freeDisk(request: DiskRequest, runtime: Runtime): Promise<DiskOutcome> {
  const { context, signal } = runtime;
  const preflight = await planFreeDisk(request, context);
  reportDisk(request.space, preflight);
  const start = performance.now();
  const { removable } = preflight;
  const removed =
    request.mode === "true"
      ? await pMap(removable, (toolchain) => remove(toolchain, runtime), {
          concurrency: availableParallelism(),
        })
      : await removeUntilEnough(preflight, runtime);
  signal.throwIfAborted();
  const after = removed.length > 0 ? await remeasure(preflight) : preflight.requirements;
  const outcome = { after, removed, seconds: (performance.now() - start) / 1000 };
  reportFreed(outcome, { mode: request.mode, isHosted: context.isHosted });
  return outcome;
}

/** The steps that freeDisk would take, for a dry run. */
export async function planDiskSteps(request: DiskRequest, { context }: Runtime) {
  const preflight = await planFreeDisk(request, context);
  reportDisk(request.space, preflight);
  const { requirements, removable } = preflight;
  if (removable.length === 0) return [];
  const space = requirements.filter(isShort).map(describeRequirement).join("; ");
  const paths = removable.map(({ path }) => path).join(", ");
  if (space === "") return [{ code: "free-disk", paths } as const];
  return [{ code: "free-short-disk", space, paths } as const];
}

/** Removes the largest toolchains first, as long as the volume that they are on is short of space. */
async function removeUntilEnough(preflight: DiskPreflight, runtime: Runtime) {
  const removed: Removal[] = [];
  for (const toolchain of preflight.removable) {
    const short = (await remeasure(preflight)).filter(isShort);
    if (short.some(({ device }) => device === toolchain.device))
      removed.push(await remove(toolchain, runtime));
  }
  return removed;
}

async function remeasure({ requirements }: DiskPreflight): Promise<readonly SpaceRequirement[]> {
  const volumes = await measure(requirements.flatMap(({ directories }) => directories));
  return requirements.map((one) => ({
    ...one,
    ...volumes.find(({ device }) => device === one.device),
  }));
}

/** Removes a directory, but nothing that is mounted in it or that its links point to. */
async function remove(
  { name, path }: InstalledToolchain,
  { context, signal }: Runtime,
): Promise<Removal> {
  // The job's environment contains secrets, which rm does not need.
  const environment = { PATH: context.environment["PATH"] ?? "", LC_ALL: "C" };
  const options = { environment, signal, timeoutSeconds: TIMEOUT_SECONDS };
  const before = await sizeOnDisk(path, options);
  const error = await errorOfRemoval(path, options);
  const isLeft = existsSync(path);
  const bytes = before - (isLeft ? await sizeOnDisk(path, options) : 0);
  const result = isLeft ? { leftBecause: error || "it was created again" } : "removed";
  const removal = { name, path, bytes: Math.max(0, bytes), result } as const;
  reportRemoval(removal);
  return removal;
}

/** Removes a directory, through sudo if necessary and possible without a password. Returns rm's first error, if any. */
async function errorOfRemoval(path: string, options: ExecOptions): Promise<string> {
  const rm = ["-rf", "--one-file-system", "--", path];
  let error = "the runner's user does not have permission";
  if (await isWritable(path)) {
    const { exitCode, stderr } = await run("rm", rm, options);
    if (exitCode === 0) return "";
    error = firstLine(stderr);
  }
  const sudo = await run("sudo", ["-n", "true"], options);
  if (sudo.exitCode !== 0) return `${error}, and sudo requires a password`;
  return firstLine((await run("sudo", ["-n", "rm", ...rm], options)).stderr);
}

/** The disk usage of a directory in bytes, as far as this user can read it. */
async function sizeOnDisk(path: string, options: ExecOptions): Promise<number> {
  const { stdout } = await run("du", ["-sk", "--", path], options);
  return Number.parseInt(stdout, 10) * 1024 || 0;
}

/** A program that cannot be run has failed, like any other. */
async function run(
  program: string,
  args: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  try {
    return await exec(program, args, options);
  } catch (error) {
    options.signal.throwIfAborted();
    return { exitCode: 1, stdout: "", stderr: errorMessage(error) };
  }
}

/** Removing a directory requires write permission for it and for its parent. */
async function isWritable(path: string): Promise<boolean> {
  try {
    await Promise.all([path, dirname(path)].map((one) => access(one, constants.W_OK)));
    return true;
  } catch {
    return false;
  }
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
