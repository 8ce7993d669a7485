import type { Problem } from "../lib/errors.ts";
import { formatBytes } from "../lib/units.ts";
import type { FreeDisk } from "./options.ts";
import { isNearlyFull, type Space, type Volume, volumeName } from "./volume.ts";

/** What a remedy for a full disk depends on. */
export interface DiskSituation {
  readonly mode: FreeDisk;
  /** Whether GitHub hosts the runner. */
  readonly isHosted: boolean;
}

/** What can be done about a disk that is too small. */
export function spaceRemedy({ mode, isHosted }: DiskSituation): string {
  const smaller = "make the image smaller";
  if (!isHosted)
    return `Make room on the runner (docker system prune removes what no container uses), give Docker's data a larger disk, or ${smaller}.`;
  if (mode === "true") return `Use a larger runner (runs-on), or ${smaller}.`;
  return `Set free-disk to true, which removes every toolchain that it may, use a larger runner (runs-on), or ${smaller}.`;
}

/** "Docker's data (/var/lib/docker) has 0.2 GB free of 72.0 GB" */
export function describeVolume(volume: Volume): string {
  return `${volumeName(volume)} has ${formatBytes(volume.free)} free of ${formatBytes(volume.size)}`;
}

/**
 * Tells which disk is full, when Cog's output says that one is. The message itself does not name it: it is the
 * one that was seen nearly full, and when none was, all of them are told.
 * @param least each volume as it was with the least space, while Cog ran.
 */
export function noSpaceProblem(
  command: string,
  line: string,
  least: readonly Volume[],
  { unmeasured }: Space,
  situation: DiskSituation,
): Problem {
  const full = least.filter(isNearlyFull);
  const told = full.length > 0 ? full : least;
  const measured = told.map((volume) => `${describeVolume(volume)} at the least`);
  const elsewhere = `Docker's data could not be measured (${unmeasured})`;
  const isElsewhere = unmeasured !== undefined && full.length === 0;
  const facts = [...(isElsewhere ? [elsewhere] : []), ...measured].join("; ");
  return {
    code: "disk-full",
    message: `cog ${command} ran out of disk space: ${line.trim()}\n${facts}.`,
    hint: isElsewhere
      ? "Make room where the Docker daemon keeps its data, or make the image smaller."
      : spaceRemedy(situation),
  };
}
