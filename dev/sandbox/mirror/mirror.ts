import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import semver from "semver";
import { sharedRun } from "../cog-hosts.ts";
import { type Call, dispatch, type Reply, type Route, text } from "../http/http.ts";

/** A release of Cog as the mirror publishes it, well or badly. */
export interface Release {
  readonly version: string;
  readonly prerelease?: boolean;
  /** Seen in the list of releases only. */
  readonly draft?: boolean;
  /** false: a tag without a published release (since 0.17 releases start as drafts). */
  readonly assets?: boolean;
  /** `html`: a proxy's page in place of the binaries. */
  readonly binary?: "cog" | "html";
  readonly checksums?: "right" | "wrong" | "missing";
}

/** One release of each era of Cog's output. */
export const RELEASES = [
  "0.9.26",
  "0.13.7",
  "0.14.12",
  "0.16.11",
  "0.17.1",
  "0.20.0",
  "0.21.0",
  "0.23.1",
] as const;

/** The assets of a release since 0.9.0-beta12 (Cog's .goreleaser.yaml). */
export const ASSETS = [
  "cog_Linux_x86_64",
  "cog_Linux_arm64",
  "cog_Darwin_x86_64",
  "cog_Darwin_arm64",
] as const;

const PROXY_PAGE = "<!DOCTYPE html>\n<html><body><h1>Access blocked by policy</h1></body></html>\n";

export interface MirrorOptions {
  /** The sandbox's own address, for the stand-in to report to. */
  readonly origin: string;
  readonly binary: string | undefined;
  readonly bytesPerSecond: number | undefined;
}

/** The release pages of Cog, as far as an installer needs them. */
export function createMirror(
  releases: ReadonlyMap<string, Release>,
  options: MirrorOptions,
): (call: Call) => Promise<Reply> {
  const binary = (release: Release, asset: string): Buffer =>
    options.binary === undefined
      ? Buffer.from(launcher(release.version, asset, options.origin))
      : readFileSync(options.binary);
  const download = (_call: Call, version = "", asset = ""): Reply => {
    const release = releases.get(version);
    if (release === undefined || release.draft || release.assets === false) return missing();
    if (asset === "checksums.txt")
      return release.checksums === "missing" ? missing() : text(200, checksums(release, binary));
    if (!ASSETS.some((name) => name === asset)) return missing();
    if (release.binary === "html") return text(200, PROXY_PAGE, "text/html");
    return {
      status: 200,
      headers: { "content-type": "application/octet-stream" },
      body: binary(release, asset),
      ...(options.bytesPerSecond !== undefined && { bytesPerSecond: options.bytesPerSecond }),
    };
  };
  const routes: readonly Route[] = [
    ["GET", /^\/releases\/download\/v([^/]+)\/([^/]+)$/, download],
    ["GET", /^\/releases\/latest$/, (call) => latest(call, releases)],
    ["GET", /^\/releases\/tag\/v([^/]+)$/, (_call, version = "") => page(releases.get(version))],
  ];
  return async (call) => (await dispatch(routes, call)) ?? missing();
}

const missing = (): Reply => text(404, "Not Found");

function page(release: Release | undefined): Reply {
  if (release === undefined) return missing();
  return text(200, `<!DOCTYPE html><title>Release v${release.version}</title>`, "text/html");
}

/** Where GitHub sends those who ask for the latest release: to its tag's page. */
function latest(call: Call, releases: ReadonlyMap<string, Release>): Reply {
  const published = [...releases.values()].filter(
    (release) => !release.draft && !release.prerelease && release.assets !== false,
  );
  const newest = published.map(({ version }) => version).sort(semver.rcompare)[0];
  if (newest === undefined) return missing();
  const location = `${call.url.origin}/releases/tag/v${newest}`;
  return { status: 302, headers: { location } };
}

/** sha256sum's format; since 0.17 with lines for the Python wheels at the end. */
function checksums(release: Release, binary: (release: Release, asset: string) => Buffer): string {
  const line = (hex: string, name: string) => `${hex}  ${name}\n`;
  const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");
  const binaries = ASSETS.map((asset) =>
    line(sha256(release.checksums === "wrong" ? asset : binary(release, asset)), asset),
  );
  const { version } = release;
  const wheels = [
    `cog-${version}-py3-none-any.whl`,
    `coglet-${version}-cp310-abi3-manylinux_2_17_x86_64.whl`,
    `cog-${version}.tar.gz`,
  ].map((name) => line(sha256(name), name));
  return [...binaries, ...(semver.gte(version, "0.17.0") ? wheels : [])].join("");
}

const quote = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

/** The stand-in cog as one file: a script that starts it with its version and the sandbox's address. */
function launcher(version: string, asset: string, origin: string): string {
  const program =
    process.env["SANDBOX_COG"] ?? fileURLToPath(new URL("../cog/main.mjs", import.meta.url));
  const words = [process.execPath, program, version, origin].map(quote).join(" ");
  return `#!/bin/sh
# ${asset}: stands in for cog ${version}
if [ "$1" = --version ]; then
  echo "cog version ${version} (built 2026-01-01T00:00:00Z)"
  exit
fi
${sharedRun(program, version, origin)}exec ${words} "$@"
`;
}
