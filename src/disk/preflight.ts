import type { Project } from "../cog/project.ts";
import type { ImageParts } from "../registry/manifest.ts";
import type { Context } from "../runtime/context.ts";
import { estimateSpace } from "./estimate.ts";
import { type DiskSpace, sizeOfFiles, type Volume } from "./measure.ts";
import type { FreeDisk } from "./options.ts";
import { protectionReason, readProtectedPaths } from "./protected-paths.ts";
import { findToolchains, type InstalledToolchain } from "./toolchains.ts";

export interface DiskRequest {
  readonly mode: FreeDisk;
  readonly space: DiskSpace;
  readonly project: Project;
  /** The model's latest image. Called only if its size affects the result. */
  readonly previousImage: () => Promise<ImageParts | undefined>;
}

/** A volume, and the bytes that the build needs there. */
export interface SpaceRequirement {
  readonly volume: Volume;
  readonly needed: number | "not-estimated";
}

/** A toolchain that is not removed, and why. */
export interface KeptToolchain {
  readonly path: string;
  readonly reason: string;
}

/** The disk before anything is removed. */
export interface DiskPreflight {
  readonly requirements: readonly SpaceRequirement[];
  /** Toolchains that may be removed. */
  readonly removable: readonly InstalledToolchain[];
  readonly kept: readonly KeptToolchain[];
}

/** The result of removing a toolchain. */
export interface Removal {
  readonly name: string;
  readonly path: string;
  /** Bytes that it freed. */
  readonly bytes: number;
  readonly result: "removed" | { readonly leftBecause: string };
}

/** The disk after space was freed. */
export interface DiskOutcome extends DiskPreflight {
  readonly after: readonly SpaceRequirement[];
  readonly removed: readonly Removal[];
  readonly seconds: number;
}

/** Estimates the space that the build needs, and finds the toolchains that may be removed for it. Changes nothing. */
export async function planFreeDisk(request: DiskRequest, context: Context): Promise<DiskPreflight> {
  const { mode, space, project, previousImage } = request;
  const isActive = mode === "true" || (mode === "auto" && context.isHosted);
  // The list of toolchains is that of GitHub's Linux images.
  if (!isActive || context.platform.os !== "linux") {
    const requirements = space.volumes.map(
      (volume): SpaceRequirement => ({ volume, needed: "not-estimated" }),
    );
    return { requirements, removable: [], kept: [] };
  }
  const [image, bytes] = await Promise.all([previousImage(), sizeOfFiles(project.directory)]);
  const build = { usesGpu: project.usesGpu, previousImage: image?.size ?? 0, project: bytes };
  const requirements = space.volumes.map((volume) => ({
    volume,
    needed: estimateSpace(volume, build),
  }));
  const targets = mode === "true" ? requirements : requirements.filter(isShort);
  if (targets.length === 0) return { requirements, removable: [], kept: [] };
  return { requirements, ...(await findRemovable(targets, space, context)) };
}

async function findRemovable(
  targets: readonly SpaceRequirement[],
  { directories }: DiskSpace,
  context: Context,
): Promise<Pick<DiskPreflight, "removable" | "kept">> {
  const [found, paths] = await Promise.all([
    findToolchains(),
    readProtectedPaths(
      context,
      directories.map(({ path }) => path),
    ),
  ]);
  const devices = new Set(targets.map(({ volume }) => volume.device));
  const removable: InstalledToolchain[] = [];
  const kept: KeptToolchain[] = [];
  for (const toolchain of found) {
    const { path, device } = toolchain;
    const reason =
      protectionReason(path, paths) ??
      (devices.has(device) ? undefined : "it is on another file system");
    if (reason === undefined) removable.push(toolchain);
    else kept.push({ path, reason });
  }
  return { removable, kept };
}

/** Whether less space is free than the build needs. */
export function isShort({ volume, needed }: SpaceRequirement): boolean {
  return needed !== "not-estimated" && needed > volume.free;
}
