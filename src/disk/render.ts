import * as core from "@actions/core";
import { info } from "../lib/log.ts";
import { formatBytes } from "../lib/units.ts";
import type { Removal } from "./free.ts";
import { type DiskSituation, spaceRemedy } from "./full.ts";
import { type DiskOutcome, type DiskSurvey, isShort } from "./room.ts";
import { describeRequirement } from "./space.ts";
import type { Space } from "./volume.ts";

/** Tells how the disk is before the build. */
export function reportDisk({ unmeasured }: Space, { demands, kept }: DiskSurvey): void {
  for (const demand of demands) info(`${describeRequirement(demand)}.`);
  if (unmeasured !== undefined)
    info(`The disk with Docker's data can't be measured: ${unmeasured}.`);
  for (const { path, reason } of kept) info(`${path} stays: ${reason}.`);
}

/** Tells of one removal, as soon as it has ended. */
export function reportRemoval({ name, path, bytes: given, fault }: Removal): void {
  const left = fault === undefined ? "" : `, and left some of it: ${fault}`;
  info(`Removed ${path} (${name}), which gave ${formatBytes(given)}${left}`);
}

/** Tells how the disk is when room was made, or could not be. */
export function reportRoom(outcome: DiskOutcome, situation: DiskSituation): void {
  const { after, removed } = outcome;
  if (removed.length > 0) for (const demand of after) info(`${describeRequirement(demand)} now.`);
  for (const demand of after.filter(isShort))
    core.warning(`${describeRequirement(demand)}. ${spaceRemedy(situation)}`);
}
