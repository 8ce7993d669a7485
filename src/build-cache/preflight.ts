import { hostname } from "node:os";
import { join } from "node:path";
import semver from "semver";
import { type DockerClientOptions, type EngineAddress, engineAddress } from "../docker/client.ts";
import { type EngineInfo, readEngineInfo } from "../docker/engine.ts";
import { errorMessage } from "../lib/errors.ts";
import { info, warning } from "../lib/log.ts";
import type { BuildCacheMode } from "./options.ts";

/** Why the build cache can't be used, as a part of a sentence, and how to fix that. */
interface CacheProblem {
  readonly reason: string;
  readonly hint: string;
}

/** Whether a push can use the build cache. */
export type BuildCachePreflight =
  | { readonly kind: "off" }
  | { readonly kind: "available"; readonly mode: WantedCache; readonly engine: EngineAddress }
  | ({ readonly kind: "unavailable"; readonly mode: WantedCache } & CacheProblem);

type WantedCache = Exclude<BuildCacheMode, "false">;

/** What the decision depends on, in addition to the engine. */
interface CacheRequest {
  readonly mode: BuildCacheMode;
  readonly cogVersion: string;
  readonly noCache: boolean;
  readonly temporaryDirectory: string;
}

/** Everything that decides whether a push can use the build cache. */
export interface CacheConditions extends Omit<CacheRequest, "mode"> {
  readonly engine: Pick<EngineInfo, "Name" | "ServerVersion" | "DriverStatus">;
  /** Host name of this machine. */
  readonly hostname: string;
  /** COG_DOCKER_SDK_CLIENT, empty when it is not set. */
  readonly sdkClient: string;
}

/** Cog builds in the engine's BuildKit since then (replicate/cog, pkg/docker/buildkit.go). */
const OLDEST_COG = "0.15.9";
/** The oldest engine that was seen to work: 26 warns and does not use the cache, 27 was not tried. */
const OLDEST_DOCKER = "28.0.0";
/** In DriverStatus when the engine keeps images in containerd (docs.docker.com, containerd image store). */
const CONTAINERD_STORE = "io.containerd.snapshotter.v1";
/** sun_path of a unix socket on Linux and macOS: 108 and 104 bytes, one of them for the end. */
const MAX_PATH = 103;
/** As long as the names of the private directories below RUNNER_TEMP can be: Linux has pids of 7 digits (proc_sys_kernel(5)). */
const PRIVATE_DIRECTORY = "push-to-replicate-4194304-XXXXXX";

const ENABLE_STORE = `Enable the containerd image store before this step:
  - uses: docker/setup-docker-action@v4
    with:
      daemon-config: |
        { "features": { "containerd-snapshotter": true } }`;

/** Path of the socket in the private directory of one run of Cog. */
export function socketPath(directory: string): string {
  return join(directory, "engine.sock");
}

/** Why the build cache can't be used; empty when it can. */
export function cacheProblems(conditions: CacheConditions): CacheProblem[] {
  const { cogVersion, noCache, engine, hostname, sdkClient, temporaryDirectory } = conditions;
  const version = semver.coerce(engine.ServerVersion);
  const path = socketPath(join(temporaryDirectory, PRIVATE_DIRECTORY));
  const rules: readonly (readonly [isBroken: boolean, reason: string, hint: string])[] = [
    [noCache, "no-cache is set", "Remove no-cache to reuse layers of the latest version."],
    [
      semver.lt(cogVersion, OLDEST_COG),
      `Cog ${cogVersion} builds with docker buildx`,
      `Set cog-version to ${OLDEST_COG} or newer.`,
    ],
    [
      sdkClient === "0" && semver.lt(cogVersion, "0.16.10"),
      "COG_DOCKER_SDK_CLIENT=0 makes Cog build with docker buildx",
      "Remove COG_DOCKER_SDK_CLIENT from the environment.",
    ],
    [
      engine.Name !== hostname,
      `the Docker engine runs on "${engine.Name}", not on this machine ("${hostname}")`,
      "Run the job on a runner with its own Docker engine, and not in a container.",
    ],
    [
      version === null || semver.lt(version, OLDEST_DOCKER),
      `it needs Docker ${semver.major(OLDEST_DOCKER)} or newer, and this is "${engine.ServerVersion}"`,
      "Update Docker on the runner.",
    ],
    [
      !engine.DriverStatus.some(([, value]) => value === CONTAINERD_STORE),
      "the Docker engine does not use the containerd image store",
      ENABLE_STORE,
    ],
    [
      Buffer.byteLength(path) > MAX_PATH,
      `the path "${path}" is too long for a socket`,
      "Set RUNNER_TEMP of the runner to a shorter path.",
    ],
  ];
  return rules.flatMap(([isBroken, reason, hint]) => (isBroken ? [{ reason, hint }] : []));
}

/** Checks whether the build cache can be used. Never an error: a build without it is as good. */
export async function preflightBuildCache(
  { mode, ...request }: CacheRequest,
  options: DockerClientOptions,
): Promise<BuildCachePreflight> {
  if (mode === "false") return { kind: "off" };
  try {
    const engine = await readEngineInfo(options);
    const sdkClient = options.environment["COG_DOCKER_SDK_CLIENT"] ?? "";
    const [found] = cacheProblems({ ...request, engine, hostname: hostname(), sdkClient });
    if (found !== undefined) return { kind: "unavailable", mode, ...found };
    return { kind: "available", mode, engine: await engineAddress(engine.host, options) };
  } catch (error) {
    options.signal.throwIfAborted();
    const reason = `the Docker engine does not describe itself: ${errorMessage(error)}`;
    const hint = "Set DOCKER_HOST to the address of an engine that begins with unix:// or tcp://.";
    return { kind: "unavailable", mode, reason, hint };
  }
}

/** Why a build that could use the cache did not. */
export const NO_INDEX: CacheProblem = {
  reason: "Docker exported no index of the build",
  hint: "Check that the Docker daemon can connect to 127.0.0.1 on this machine; its log shows why an export failed. Or set build-cache to false.",
};

/** Reports that the cache is not used: as a warning only to those who asked for it. */
export function reportUnused(mode: WantedCache, { reason, hint }: CacheProblem): void {
  const message = `The build cache is not used: ${reason}.`;
  if (mode === "true") warning("build-cache-unused", `${message}\nHow to fix: ${hint}`);
  else info(message);
}

/** Lists what a run would do, for the dry run. */
export function planCacheSteps(preflight: BuildCachePreflight) {
  switch (preflight.kind) {
    case "off":
      return [];
    case "available":
      return [{ code: "use-cache" } as const];
    case "unavailable":
      return [{ code: "skip-cache", reason: preflight.reason } as const];
  }
}
