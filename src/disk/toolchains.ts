/** A toolchain that GitHub's runner images hold and no build of a Cog project uses. */
export interface Toolchain {
  readonly name: string;
  /** Absolute path; a last part that ends with `*` stands for every directory that begins so. */
  readonly path: string;
  /** What it usually takes, in bytes: it decides the order, and nothing else. */
  readonly usually: number;
}

const GB = 1e9;

/**
 * The known large toolchains of GitHub's Ubuntu images, the largest first. Paths: actions/runner-images,
 * images/ubuntu/scripts/build (install-android-sdk.sh, install-haskell.sh, install-swift.sh and so on).
 * Sizes: `du` of such a runner in thiagokokada/free-disk-space's README (November 2024), Android and Haskell
 * by juicedata/juicefs-csi-driver pull request 1451 and getsentry/self-hosted pull request 4046 (2025);
 * those of /opt/ghc, which images up to 20.04 had, by argotorg/solc-bin pull request 86. That of Chromium was read
 * nowhere.
 *
 * Not on it: the tool cache, which later steps and other actions take their tools from; /opt/microsoft, where
 * `shell: pwsh` is; compilers, libraries and whatever is spread over /usr; Docker's own images.
 */
export const TOOLCHAINS: readonly Toolchain[] = [
  { name: "Android SDK", path: "/usr/local/lib/android", usually: 12 * GB },
  { name: "Haskell", path: "/usr/local/.ghcup", usually: 6 * GB },
  { name: "Swift", path: "/usr/share/swift", usually: 2.6 * GB },
  { name: "Haskell", path: "/opt/ghc", usually: 1.9 * GB },
  { name: ".NET", path: "/usr/share/dotnet", usually: 1.6 * GB },
  { name: "PowerShell modules", path: "/usr/local/share/powershell", usually: 1.2 * GB },
  { name: "Java", path: "/usr/lib/jvm", usually: 1.2 * GB },
  { name: "Google Cloud CLI", path: "/usr/lib/google-cloud-sdk", usually: 0.9 * GB },
  { name: "Google Cloud CLI", path: "/opt/google-cloud-sdk", usually: 0.9 * GB },
  { name: "Julia", path: "/usr/local/julia*", usually: 0.9 * GB },
  { name: "Azure CLI", path: "/opt/az", usually: 0.7 * GB },
  { name: "Miniconda", path: "/usr/share/miniconda", usually: 0.7 * GB },
  { name: "Chromium", path: "/usr/local/share/chromium", usually: 0.6 * GB },
  { name: "Azure modules", path: "/usr/share/az_*", usually: 0.5 * GB },
];

/** A toolchain that is there. */
export interface Candidate {
  readonly name: string;
  /** Absolute, without any symbolic link in it. */
  readonly path: string;
  readonly usually: number;
  /** Number of the device that it is on. */
  readonly device: number;
}

/**
 * The ones to remove next: the largest first, as few as usually give what is missing, and at most so many at
 * once.
 */
export function nextBatch(
  candidates: readonly Candidate[],
  missing: number,
  width: number,
): readonly Candidate[] {
  const wave: Candidate[] = [];
  let expected = 0;
  for (const candidate of candidates.toSorted((a, b) => b.usually - a.usually)) {
    if (expected >= missing || wave.length >= width) break;
    wave.push(candidate);
    expected += candidate.usually;
  }
  return wave;
}
