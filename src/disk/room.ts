import type { Removal } from "./free.ts";
import type { Candidate } from "./toolchains.ts";
import type { Volume } from "./volume.ts";

/** A volume, and what the build is likely to need there. */
export interface SpaceRequirement {
  readonly volume: Volume;
  /** Bytes; undefined when nothing hangs on it and it was not estimated. */
  readonly needed: number | undefined;
}

/** A toolchain that is there and stays, and why. */
export interface Kept {
  readonly path: string;
  readonly reason: string;
}

/** How the disk is before anything is removed. */
export interface DiskSurvey {
  readonly demands: readonly SpaceRequirement[];
  /** Toolchains that may be removed. */
  readonly candidates: readonly Candidate[];
  readonly kept: readonly Kept[];
}

/** How the disk was left. */
export interface DiskOutcome extends DiskSurvey {
  readonly after: readonly SpaceRequirement[];
  readonly removed: readonly Removal[];
  readonly seconds: number;
}

/** Whether there is less than the build is likely to need. */
export function isShort(demand: SpaceRequirement): boolean {
  return shortage(demand) > 0;
}

/** Bytes that are missing; below 0 when there is more than enough. */
export function shortage({ volume, needed }: SpaceRequirement): number {
  return needed === undefined ? 0 : needed - volume.free;
}
