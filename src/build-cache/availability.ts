import semver from "semver";
import type { EngineInfo } from "../docker/engine.ts";

/** Everything that decides whether a push can use the build cache. */
export interface CacheConditions {
  readonly cogVersion: string;
  readonly noCache: boolean;
  readonly engine: Pick<EngineInfo, "Name" | "ServerVersion" | "DriverStatus">;
  /** Host name of this machine. */
  readonly hostname: string;
  /** COG_DOCKER_SDK_CLIENT, empty when it is not set. */
  readonly sdkClient: string;
  /** Path of the socket that Cog would be given. */
  readonly socketPath: string;
}

export type Availability =
  | { readonly kind: "available" }
  | { readonly kind: "unavailable"; readonly reason: string; readonly hint: string };

/** Cog builds in the engine's BuildKit since then (replicate/cog, pkg/docker/buildkit.go). */
const OLDEST_COG = "0.15.9";
/** The oldest engine that was seen to work: 26 warns and does not use the cache, 27 was not tried. */
const OLDEST_DOCKER = "28.0.0";
/** In DriverStatus when the engine keeps images in containerd (docs.docker.com, containerd image store). */
const CONTAINERD_STORE = "io.containerd.snapshotter.v1";
/** sun_path of a unix socket on Linux and macOS: 108 and 104 bytes, one of them for the end. */
const LONGEST_PATH = 103;

const ENABLE_STORE = `Enable the containerd image store before this step:
  - uses: docker/setup-docker-action@v4
    with:
      daemon-config: |
        { "features": { "containerd-snapshotter": true } }`;

/** Decides whether the build cache can be used. */
export function cacheAvailability(conditions: CacheConditions): Availability {
  const { cogVersion, noCache, engine, hostname, sdkClient, socketPath } = conditions;
  if (noCache)
    return unavailable("no-cache is set", "Remove no-cache to reuse layers of the newest version.");
  if (semver.lt(cogVersion, OLDEST_COG))
    return unavailable(
      `Cog ${cogVersion} builds with docker buildx`,
      `Set cog-version to ${OLDEST_COG} or newer.`,
    );
  if (sdkClient === "0" && semver.lt(cogVersion, "0.16.10"))
    return unavailable(
      "COG_DOCKER_SDK_CLIENT=0 makes Cog build with docker buildx",
      "Remove COG_DOCKER_SDK_CLIENT from the environment.",
    );
  if (engine.Name !== hostname)
    return unavailable(
      `the Docker engine runs on "${engine.Name}", not on this machine ("${hostname}")`,
      "Run the job on a runner with its own Docker engine, and not in a container.",
    );
  const version = semver.coerce(engine.ServerVersion);
  if (version === null || semver.lt(version, OLDEST_DOCKER))
    return unavailable(
      `it needs Docker ${semver.major(OLDEST_DOCKER)} or newer, and this is "${engine.ServerVersion}"`,
      "Update Docker on the runner.",
    );
  if (!engine.DriverStatus.some(([, value]) => value === CONTAINERD_STORE))
    return unavailable("the Docker engine does not use the containerd image store", ENABLE_STORE);
  if (Buffer.byteLength(socketPath) > LONGEST_PATH)
    return unavailable(
      `the path "${socketPath}" is too long for a socket`,
      "Set RUNNER_TEMP of the runner to a shorter path.",
    );
  return { kind: "available" };
}

function unavailable(reason: string, hint: string): Availability {
  return { kind: "unavailable", reason, hint };
}
