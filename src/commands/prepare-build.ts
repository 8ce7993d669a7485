import { planCacheSteps } from "../build-cache/preflight.ts";
import { type CacheOrigin, prepareBuildCache } from "../build-cache/prepare.ts";
import { addToPath } from "../cog/install.ts";
import { freeDisk, planDiskSteps } from "../disk/free.ts";
import type { DiskRequest } from "../disk/preflight.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { CogRunner } from "../push/cog-runner.ts";
import { readImageSize } from "../push/image-size.ts";
import type { PushOptions } from "../push/options.ts";
import type { BuildPreflight } from "../push/preflight.ts";
import type { ImageParts } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import type { Version } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** What is built, and what is known of the image that it replaces. */
interface BuildRequest {
  readonly push: PushOptions;
  readonly build: BuildPreflight;
  /** The model's newest image: its size is estimated with, and its layers are reused. Undefined: the model is unknown. */
  readonly newest: CacheOrigin | undefined;
  /** Its size, where it is being read anyway. */
  readonly newestSize?: Promise<ImageParts | undefined>;
  /** Another image whose layers can be reused. */
  readonly other?: () => Promise<CacheOrigin>;
}

/** What the build was prepared with, what was freed, and what runs Cog. */
export type PreparedBuild = Awaited<ReturnType<typeof prepareBuild>>;

/** Puts Cog on the PATH, frees disk space for the build, and looks for its cache. */
export async function prepareBuild(request: BuildRequest, runtime: Runtime) {
  const { build, newest, other } = request;
  const { cog, space, cache: cacheable } = build;
  addToPath(cog);
  const origins = [newest && (async () => newest), other].filter((origin) => origin !== undefined);
  const [disk, cache] = await Promise.all([
    freeDisk(diskRequest(request), runtime),
    prepareBuildCache(cacheable, origins, runtime),
  ]);
  return { build, disk, runner: new CogRunner(request.push, { cog, space, cache }, runtime) };
}

/** Lists what a run would do before the build, for a dry run. */
export async function planPreparation(request: BuildRequest, runtime: Runtime) {
  const disk = await planDiskSteps(diskRequest(request), runtime);
  return [...disk, ...planCacheSteps(request.build.cache)];
}

/** What is built, and with which version of Cog: values of the steps of a dry run. */
export function buildValues({ push, build }: BuildRequest) {
  return { directory: push.project.directory, cog: build.cog.version };
}

function diskRequest({ push, build, newest, newestSize }: BuildRequest): DiskRequest {
  const { freeDisk: mode, project } = push;
  const { space, contextBytes } = build;
  const previousImage = async () =>
    newestSize ?? (newest && readImageSize(newest.session, newest.digest));
  return { mode, space, usesGpu: project.usesGpu, contextBytes, previousImage };
}

/** The image of a model's latest version. */
export function newestImage(
  model: ModelName,
  version: Version | undefined,
  session: RegistrySession,
): CacheOrigin {
  return { session, digest: version && `sha256:${version.id}`, model: fullName(model) };
}
