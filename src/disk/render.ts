import type { Problem } from "../lib/errors.ts";
import { formatBytes, formatCount, formatDuration } from "../lib/units.ts";
import { type DiskSpace, isNearlyFull, type Volume } from "./measure.ts";
import type { FreeDisk } from "./options.ts";
import { type DiskOutcome, isShort, type SpaceRequirement } from "./preflight.ts";

/** What the hint about a full disk depends on. */
export interface DiskSituation {
  readonly mode: FreeDisk;
  readonly isHosted: boolean;
}

const CONTENT_NAMES = {
  docker: "Docker's data",
  workspace: "the workspace",
  temporary: "temporary files",
} as const;

/** "Disk space at /var/lib/docker (Docker's data and the workspace): 0.2 GB of 72.0 GB free" */
export function describeVolume({ directories, free, size }: Volume): string {
  const path = directories[0]?.path ?? "";
  return `Disk space at ${path} (${contentNames(directories)}): ${formatBytes(free)} of ${formatBytes(size)} free`;
}

function contentNames(directories: Volume["directories"]): string {
  return directories.map(({ content }) => CONTENT_NAMES[content]).join(" and ");
}

/** "Disk space at … free, 12 GB needed (estimate)" */
export function describeRequirement(volume: SpaceRequirement): string {
  return `${describeVolume(volume)}${describeNeed(volume.needed)}`;
}

function describeNeed(needed: SpaceRequirement["needed"]): string {
  return needed === "not-estimated" ? "" : `, ${formatBytes(needed)} needed (estimate)`;
}

/** The row of the summary; empty when nothing was removed and there is enough space. */
export function renderDiskOutcome({ after, removed, seconds }: DiskOutcome): string {
  const bytes = removed.reduce((sum, removal) => sum + removal.bytes, 0);
  const count = formatCount(removed.length, "toolchain");
  const freed = `${count} removed, ${formatBytes(bytes)} in ${formatDuration(seconds)}`;
  // A path does not break, and a phone is narrow.
  const short = after
    .filter(isShort)
    .map(
      ({ directories, free, needed }) =>
        `only ${formatBytes(free)} free for ${contentNames(directories)}${describeNeed(needed)}`,
    );
  return [...(removed.length > 0 ? [freed] : []), ...short].join("; ");
}

/** A warning about a volume that is about to be full. */
export function nearlyFull(volume: Volume): string {
  return `The disk is almost full. ${describeVolume(volume)}.`;
}

/** How to fix a disk that is too small. */
export function spaceHint({ mode, isHosted }: DiskSituation): string {
  if (!isHosted)
    return "Free disk space on the runner (docker system prune removes unused images), move Docker's data to a larger disk, or make the image smaller.";
  const larger = "set runs-on to a larger runner, or make the image smaller.";
  return mode === "true"
    ? `To get more space, ${larger}`
    : `Set free-disk to true to remove all removable toolchains, ${larger}`;
}

/**
 * The problem of a full disk. Cog's output does not name the disk: it is the one that was nearly full, and any of them
 * if none was.
 * @param lowest each volume as it was with the least free space, while Cog ran.
 */
export function diskFullProblem(
  message: string,
  lowest: readonly Volume[],
  { dockerRoot }: DiskSpace,
  situation: DiskSituation,
): Problem {
  const full = lowest.filter(isNearlyFull);
  const isElsewhere = dockerRoot.kind === "unknown" && full.length === 0;
  const facts = [
    ...(isElsewhere
      ? [`Could not measure the disk space of Docker's data: ${dockerRoot.reason}`]
      : []),
    ...(full.length > 0 ? full : lowest).map((volume) => `${describeVolume(volume)} at the lowest`),
  ];
  return {
    code: "disk-full",
    message: `${message}\n${facts.join("; ")}.`,
    hint: isElsewhere
      ? "Free disk space where the Docker daemon (DOCKER_HOST) stores its data, or make the image smaller."
      : spaceHint(situation),
  };
}
