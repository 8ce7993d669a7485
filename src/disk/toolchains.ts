import { lstat, readdir, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A toolchain of GitHub's runner images that no build of a Cog project uses. */
export interface Toolchain {
  readonly name: string;
  /** Absolute path. `<version>` at its end stands for a version, such as `1.11.2`. */
  readonly path: string;
}

/** A toolchain on this machine. Its path is without symbolic links. */
export interface InstalledToolchain extends Toolchain {
  /** Device number of its file system. */
  readonly device: number;
}

const VERSIONED = /<version>$/;
const VERSION = /^\d+(\.\d+)*$/;

/**
 * The largest toolchains of GitHub's Ubuntu images, from 12 GB to 0.5 GB, the largest first. Paths: actions/runner-images,
 * images/ubuntu/scripts/build (install-android-sdk.sh, install-haskell.sh, install-swift.sh, and so on).
 * Sizes: `du` of such a runner in thiagokokada/free-disk-space's README (November 2024); Android and Haskell from
 * juicedata/juicefs-csi-driver pull request 1451 and getsentry/self-hosted pull request 4046 (2025); /opt/ghc, of
 * images up to 20.04, from argotorg/solc-bin pull request 86. That of Chromium is a guess.
 *
 * Not listed: the tool cache, which other actions use; /opt/microsoft, which contains PowerShell; compilers,
 * libraries, and everything that is spread over /usr; Docker's own images.
 */
export const TOOLCHAINS: readonly Toolchain[] = [
  { name: "Android SDK", path: "/usr/local/lib/android" },
  { name: "Haskell", path: "/usr/local/.ghcup" },
  { name: "Swift", path: "/usr/share/swift" },
  { name: "Haskell", path: "/opt/ghc" },
  { name: ".NET", path: "/usr/share/dotnet" },
  { name: "PowerShell modules", path: "/usr/local/share/powershell" },
  { name: "Java", path: "/usr/lib/jvm" },
  { name: "Google Cloud CLI", path: "/usr/lib/google-cloud-sdk" },
  { name: "Google Cloud CLI", path: "/opt/google-cloud-sdk" },
  { name: "Julia", path: "/usr/local/julia<version>" },
  { name: "Azure CLI", path: "/opt/az" },
  { name: "Miniconda", path: "/usr/share/miniconda" },
  { name: "Chromium", path: "/usr/local/share/chromium" },
  { name: "Azure modules", path: "/usr/share/az_<version>" },
];

/** Finds the listed toolchains on this machine, the largest first. Symbolic links are neither removed nor followed. */
export async function findToolchains(): Promise<readonly InstalledToolchain[]> {
  return (await Promise.all(TOOLCHAINS.map(findInstalled))).flat();
}

async function findInstalled({ name, path }: Toolchain): Promise<readonly InstalledToolchain[]> {
  const parent = dirname(path);
  try {
    if ((await realpath(parent)) !== parent) return [];
    const entries = await readdir(parent, { withFileTypes: true });
    return await Promise.all(
      entries
        .filter((entry) => entry.isDirectory() && matchesName(path, entry.name))
        .map((entry) => join(parent, entry.name))
        .map(async (found) => ({ name, path: found, device: (await lstat(found)).dev })),
    );
  } catch {
    // It does not exist.
    return [];
  }
}

/** Whether a directory's name is that of a listed path: the exact name, or the name and a version. */
export function matchesName(path: string, name: string): boolean {
  if (!VERSIONED.test(path)) return name === basename(path);
  const prefix = basename(path).replace(VERSIONED, "");
  return name.startsWith(prefix) && VERSION.test(name.slice(prefix.length));
}
