import { info, warning } from "../lib/log.ts";
import { formatBytes } from "../lib/units.ts";
import type { DiskSpace } from "./measure.ts";
import { type DiskOutcome, type DiskPreflight, isShort, type Removal } from "./preflight.ts";
import { describeReason } from "./protected-paths.ts";
import { type DiskSituation, describeRequirement, spaceHint } from "./render.ts";

/** Logs the disk space before the build. */
export function reportDisk({ dockerRoot }: DiskSpace, { requirements, kept }: DiskPreflight): void {
  for (const requirement of requirements) info(`${describeRequirement(requirement)}.`);
  if (dockerRoot.kind === "unknown")
    info(`Could not measure the disk space of Docker's data: ${dockerRoot.reason}.`);
  for (const { path, reason } of kept) info(`Kept ${path}: ${describeReason(reason)}.`, reason);
}

/** Logs the removal of a toolchain. */
export function reportRemoval({ name, path, bytes, result }: Removal): void {
  const freed = `${path} (${name}): ${formatBytes(bytes)} freed`;
  if (result === "removed") info(`Removed ${freed}.`);
  else info(`Could not remove all of ${freed}; ${result.leftBecause}.`);
}

/** Logs the disk space after toolchains were removed, and warns if it is still too small. */
export function reportFreed({ after, removed }: DiskOutcome, situation: DiskSituation): void {
  if (removed.length > 0)
    for (const requirement of after) info(`${describeRequirement(requirement)}.`);
  for (const requirement of after.filter(isShort))
    warning("disk-space-short", `${describeRequirement(requirement)}. ${spaceHint(situation)}`);
}
