import type { ImageParts } from "../registry/manifest.ts";
import type { Context } from "../runtime/context.ts";
import { type BuildSize, estimateSpace } from "./estimate.ts";
import type { DiskSpace, Volume } from "./measure.ts";
import type { FreeDisk } from "./options.ts";
import { type KeptReason, protectionReasons, readProtectedPaths } from "./protected-paths.ts";
import { findToolchains, type InstalledToolchain, type Toolchain } from "./toolchains.ts";

export interface DiskRequest extends Omit<BuildSize, "previousImage"> {
  readonly mode: FreeDisk;
  readonly space: DiskSpace;
  /** The model's latest image. Called only if its size affects the result. */
  readonly previousImage: () => Promise<ImageParts | undefined>;
}

/** A volume, and the bytes that the build needs there. */
export interface SpaceRequirement extends Volume {
  readonly needed: number | "not-estimated";
}

/** The disk before anything is removed. */
export interface DiskPreflight {
  readonly requirements: readonly SpaceRequirement[];
  /** Toolchains that may be removed. */
  readonly removable: readonly InstalledToolchain[];
  /** Toolchains that may not, and why. */
  readonly kept: readonly { readonly path: string; readonly reason: KeptReason }[];
}

/** The result of removing a toolchain. */
export interface Removal extends Toolchain {
  /** Bytes that it freed. */
  readonly bytes: number;
  readonly result: "removed" | { readonly leftBecause: string };
}

/** The disk after space was freed. */
export interface DiskOutcome {
  readonly after: readonly SpaceRequirement[];
  readonly removed: readonly Removal[];
  readonly seconds: number;
}

/** Estimates the space that the build needs, and finds the toolchains that may be removed for it. Changes nothing. */
export async function planFreeDisk(request: DiskRequest, context: Context): Promise<DiskPreflight> {
  const { mode, space, previousImage } = request;
  const isActive = mode === "true" || (mode === "auto" && context.isHosted);
  const nothing = { removable: [], kept: [] };
  // The list of toolchains is that of GitHub's Linux images.
  if (!isActive || context.platform.os !== "linux") {
    const needed = "not-estimated";
    return { requirements: space.volumes.map((volume) => ({ ...volume, needed })), ...nothing };
  }
  const build = { ...request, previousImage: (await previousImage())?.size ?? 0 };
  const requirements = space.volumes.map((volume) => ({
    ...volume,
    needed: estimateSpace(volume, build),
  }));
  const targets = mode === "true" ? requirements : requirements.filter(isShort);
  if (targets.length === 0) return { requirements, ...nothing };
  const [found, paths] = await Promise.all([
    findToolchains(),
    readProtectedPaths(
      context,
      space.directories.map(({ path }) => path),
    ),
  ]);
  const devices = new Set(targets.map(({ device }) => device));
  const checked = found.map((toolchain) => ({
    ...toolchain,
    reasons: [
      ...protectionReasons(toolchain.path, paths),
      ...(devices.has(toolchain.device) ? [] : [{ code: "other-device" } as const]),
    ],
  }));
  return {
    requirements,
    removable: checked.filter(({ reasons }) => reasons.length === 0),
    kept: checked.flatMap(({ path, reasons: [reason] }) => (reason ? [{ path, reason }] : [])),
  };
}

/** Whether less space is free than the build needs. */
export function isShort({ free, needed }: SpaceRequirement): boolean {
  return needed !== "not-estimated" && needed > free;
}
