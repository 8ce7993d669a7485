import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** Bytes. */
export interface Sizes {
  /** All files of dist. */
  readonly dist: number;
  readonly distGzipped: number;
  /** What a runner downloads: the archive that GitHub makes of the commit, without what .gitattributes leaves out. */
  readonly download: number;
}

/** At most, in bytes. */
export const SIZE_LIMITS: Sizes = { dist: 2_500_000, distGzipped: 900_000, download: 1_200_000 };

/** Measures dist as it is now, and the download of the last commit. */
export function measureSizes(): Sizes {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const dist = Buffer.concat(
    readdirSync(`${root}dist`, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`)),
  );
  const archive = execFileSync("git", ["archive", "--format=tar.gz", "HEAD"], {
    cwd: root,
    maxBuffer: 2 ** 30,
  });
  return {
    dist: dist.length,
    distGzipped: gzipSync(dist).length,
    download: archive.length,
  };
}
