import { formatBytes, formatDuration } from "../lib/units.ts";
import { describeVolume } from "./full.ts";
import { type DiskOutcome, type DiskSurvey, isShort, type SpaceRequirement } from "./room.ts";

/** What a dry run tells of the disk. */
export function planFreeSteps({ demands, candidates }: DiskSurvey): string[] {
  if (candidates.length === 0) return [];
  const short = demands.filter(isShort).map(describeRequirement).join("; ");
  const list = candidates.map(({ path }) => path).join(", ");
  return short === ""
    ? [`make room on the disk: remove ${list}`]
    : [`make room on the disk (${short}): remove what it takes of ${list}`];
}

/** What the summary tells of the disk: nothing, as long as nothing was removed and there is enough. */
export function diskCell({ after, removed, seconds }: DiskOutcome): string | undefined {
  const given = removed.reduce((sum, removal) => sum + removal.bytes, 0);
  const parts = [
    ...(removed.length > 0
      ? [
          `${removed.length} toolchains removed, ${formatBytes(given)} in ${formatDuration(seconds)}`,
        ]
      : []),
    ...after.filter(isShort).map(describeRequirement),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}

/** How a volume is, and what the build is likely to need there. */
export function describeRequirement({ volume, needed }: SpaceRequirement): string {
  const need =
    needed === undefined ? "" : `, and the build is likely to need ${formatBytes(needed)}`;
  return `${describeVolume(volume)}${need}`;
}
