import { availableParallelism } from "node:os";
import type { Project } from "../cog/project.ts";
import type { ImageParts } from "../registry/manifest.ts";
import type { Context } from "../runtime/context.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { estimateSpace } from "./estimate.ts";
import { findToolchains } from "./find.ts";
import { type Removal, Remover } from "./free.ts";
import { measure } from "./measure.ts";
import type { FreeDisk } from "./options.ts";
import { protectionReason } from "./protected-paths.ts";
import { readProtectedPaths } from "./read-protected-paths.ts";
import {
  type DiskOutcome,
  type DiskSurvey,
  isShort,
  type SpaceRequirement,
  shortage,
} from "./room.ts";
import { sizeOfFiles } from "./size.ts";
import { nextBatch } from "./toolchains.ts";
import type { Space } from "./volume.ts";

/** What making room is decided from. */
export interface DiskRequest {
  readonly mode: FreeDisk;
  readonly space: Space;
  readonly project: Project;
  /** The model's newest image; asked for only where it decides something. */
  readonly previousImage: () => Promise<ImageParts | undefined>;
}

/** Is told of each removal when it has ended. */
export type DiskListener = (removal: Removal) => void;

/**
 * Makes room for the build, by removing toolchains that GitHub's runner images hold. `auto` does so on
 * GitHub-hosted runners and only while less is free than the build is likely to need; `true` removes all that
 * may be removed, on any Linux runner. Docker's images and build cache stay: they may be what this build
 * starts from, or another job on a runner of one's own needs, and on a fresh runner they are 2 GB at most
 * (peer-observer/peer-observer pull request 447).
 */
export async function freeDisk(
  request: DiskRequest,
  survey: DiskSurvey,
  tell: DiskListener,
  { context, signal }: Runtime,
): Promise<DiskOutcome> {
  const start = performance.now();
  const remover = new Remover(context.environment["PATH"], signal);
  const isEnough = request.mode === "auto";
  const removed: Removal[] = [];
  let after = survey.demands;
  let left = survey.candidates;
  while (left.length > 0) {
    const short = isEnough ? after.filter(isShort) : after;
    const devices = new Set(short.map(({ volume }) => volume.device));
    const missing = isEnough ? Math.max(0, ...short.map(shortage)) : Number.POSITIVE_INFINITY;
    const useful = left.filter(({ device }) => devices.has(device));
    const wave = nextBatch(useful, missing, availableParallelism());
    if (wave.length === 0) break;
    left = left.filter((candidate) => !wave.includes(candidate));
    await Promise.all(
      wave.map(async (candidate) => {
        const removal = await remover.remove(candidate);
        removed.push(removal);
        tell(removal);
      }),
    );
    after = await measureAgain(after);
  }
  return { ...survey, after, removed, seconds: (performance.now() - start) / 1000 };
}

/**
 * Looks how much there is, how much is needed, and what may be removed. Changes nothing; a dry run does this
 * alone.
 */
export async function measureDisk(
  { mode, space, project, previousImage }: DiskRequest,
  { context }: Runtime,
): Promise<DiskSurvey> {
  const isActive = mode === "true" || (mode === "auto" && context.isHosted);
  // Elsewhere the list means nothing.
  if (!isActive || context.platform.os !== "linux") {
    const demands = space.volumes.map((volume) => ({ volume, needed: undefined }));
    return { demands, candidates: [], kept: [] };
  }
  const [image, bytes] = await Promise.all([previousImage(), sizeOfFiles(project.directory)]);
  const build = { usesGpu: project.usesGpu, previousImage: image?.size, project: bytes };
  const demands = space.volumes.map((volume) => ({ volume, needed: estimateSpace(volume, build) }));
  const asked = mode === "true" ? demands : demands.filter(isShort);
  if (asked.length === 0) return { demands, candidates: [], kept: [] };
  return { demands, ...(await sortToolchains(asked, space, context)) };
}

async function sortToolchains(
  demands: readonly SpaceRequirement[],
  { places }: Space,
  context: Context,
): Promise<Pick<DiskSurvey, "candidates" | "kept">> {
  const directories = places.map(({ path }) => path);
  const [found, occupied] = await Promise.all([
    findToolchains(),
    readProtectedPaths(context, directories),
  ]);
  const devices = new Set(demands.map(({ volume }) => volume.device));
  const judged = found.map((candidate) => {
    const reason =
      protectionReason(candidate.path, occupied) ??
      (devices.has(candidate.device) ? undefined : "it is on another file system");
    return { candidate, reason };
  });
  return {
    candidates: judged.flatMap(({ candidate, reason }) =>
      reason === undefined ? [candidate] : [],
    ),
    kept: judged.flatMap(({ candidate: { path }, reason }) =>
      reason === undefined ? [] : [{ path, reason }],
    ),
  };
}

async function measureAgain(
  demands: readonly SpaceRequirement[],
): Promise<readonly SpaceRequirement[]> {
  const volumes = await measure(demands.flatMap(({ volume }) => volume.places));
  return demands.map(({ volume, needed }) => ({
    volume: volumes.find(({ device }) => device === volume.device) ?? volume,
    needed,
  }));
}
