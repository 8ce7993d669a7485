import { hostname } from "node:os";
import { join } from "node:path";
import * as core from "@actions/core";
import { type DockerClientOptions, type EngineAddress, engineAddress } from "../docker/client.ts";
import { readEngineInfo } from "../docker/engine.ts";
import { errorMessage } from "../lib/errors.ts";
import { info } from "../lib/log.ts";
import { cacheAvailability } from "./availability.ts";
import type { BuildCacheMode } from "./options.ts";

/** Whether a push can use the build cache. */
export type BuildCachePreflight =
  | { readonly kind: "off" }
  | { readonly kind: "available"; readonly engine: EngineAddress }
  | {
      readonly kind: "unavailable";
      readonly mode: "auto" | "true";
      readonly reason: string;
      readonly hint: string;
    };

/** What the decision depends on, beside the engine. */
export interface CacheRequest {
  readonly mode: BuildCacheMode;
  readonly cogVersion: string;
  readonly noCache: boolean;
  readonly temporaryDirectory: string;
}

/** As long as the names of the private directories below RUNNER_TEMP can be: Linux has pids of 7 digits (proc_sys_kernel(5)). */
const PRIVATE_DIRECTORY = "push-to-replicate-4194304-XXXXXX";

/** Path of the socket in the private directory of one run of Cog. */
export function socketPath(directory: string): string {
  return join(directory, "engine.sock");
}

/** Checks whether the build cache can be used. Never an error: a build without it is as good. */
export async function preflightBuildCache(
  request: CacheRequest,
  options: DockerClientOptions,
): Promise<BuildCachePreflight> {
  const { mode, cogVersion, noCache, temporaryDirectory } = request;
  if (mode === "false") return { kind: "off" };
  try {
    const engine = await readEngineInfo(options);
    const availability = cacheAvailability({
      cogVersion,
      noCache,
      engine,
      hostname: hostname(),
      sdkClient: options.environment["COG_DOCKER_SDK_CLIENT"] ?? "",
      socketPath: socketPath(join(temporaryDirectory, PRIVATE_DIRECTORY)),
    });
    if (availability.kind === "unavailable") return { ...availability, mode };
    return { kind: "available", engine: await engineAddress(engine.host, options) };
  } catch (error) {
    options.signal.throwIfAborted();
    const reason = `the Docker engine does not describe itself: ${errorMessage(error)}`;
    const hint = "Set DOCKER_HOST to the address of an engine that begins with unix:// or tcp://.";
    return { kind: "unavailable", mode, reason, hint };
  }
}

/** Reports that the cache can't be used: as a warning only to those who asked for it. */
export function reportUnavailable(preflight: BuildCachePreflight): void {
  if (preflight.kind !== "unavailable") return;
  const { mode, reason, hint } = preflight;
  const message = `The build cache is not used: ${reason}.`;
  if (mode === "true") core.warning(`${message}\nHow to fix: ${hint}`);
  else info(message);
}

/** Lists what a run would do, for the dry run. */
export function planCacheSteps(preflight: BuildCachePreflight): string[] {
  switch (preflight.kind) {
    case "off":
      return [];
    case "available":
      return ["reuse unchanged layers of the newest version, where it has a build cache"];
    case "unavailable":
      return [`build without the build cache: ${preflight.reason}`];
  }
}
