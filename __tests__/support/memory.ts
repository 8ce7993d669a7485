import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const MEMORY = "/dev/shm";

/** The type of a tmpfs (statfs(2)). */
const TMPFS = 0x01021994;

/** What the tests have free at least, in bytes; they use some hundred MB. */
const MIN_FREE = 2 * 1024 ** 3;

/**
 * Creates a directory in memory for what tests write: tens of thousands of small files. ext4 takes long to create a file
 * where many were deleted a moment ago, as it passes over each of their inodes (recently_deleted in fs/ext4/ialloc.c).
 * @returns undefined where there is no such file system, or it is too small, or runs no programs, as in a container.
 */
export function createInMemory(): string | undefined {
  try {
    const { type, bavail, bsize } = statfsSync(MEMORY);
    if (type !== TMPFS || bavail * bsize < MIN_FREE) return undefined;
    const directory = mkdtempSync(join(MEMORY, "tests-"));
    try {
      const program = join(directory, "program");
      writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
      execFileSync(program);
      return directory;
    } catch {
      rmSync(directory, { recursive: true });
      return undefined;
    }
  } catch {
    return undefined;
  }
}
