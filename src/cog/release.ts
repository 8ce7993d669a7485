import semver from "semver";
import { ActionError } from "../lib/errors.ts";
import type { Platform } from "../runtime/context.ts";
import { KNOWN_DIGESTS } from "./known-digests.ts";

/** One executable of one Cog release. */
export interface ReleaseAsset {
  readonly version: string;
  /** File name of the release asset: `cog_Linux_x86_64`. */
  readonly name: string;
  readonly url: string;
  readonly checksumsUrl: string;
  /** SHA-256 from known-digests.ts. Undefined: it is in checksums.txt. */
  readonly knownDigest: string | undefined;
}

const FIRST_RELEASE = "0.9.18";
const SYSTEMS: Readonly<Record<string, string>> = { linux: "Linux", darwin: "Darwin" };
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "arm64" };

/**
 * Parses an exact version, with or without a leading `v`; undefined for anything else. One with build metadata
 * (`0.22.0+x`) is none: the tool cache drops the metadata, so another release's executable would pass as 0.22.0.
 */
export function exactVersion(text: string): string | undefined {
  const version = text.replace(/^v/, "");
  // semver.valid() normalizes: it drops build metadata, and takes "=0.22.0".
  return semver.valid(version) === version ? version : undefined;
}

/**
 * The file name of the executable for a platform, as in Cog's .goreleaser.yaml since 0.9.0-beta12.
 * @throws {ActionError} for a platform without an executable.
 */
export function assetName(platform: Platform): string {
  const os = SYSTEMS[platform.os];
  const arch = ARCHITECTURES[platform.arch];
  if (os !== undefined && arch !== undefined) return `cog_${os}_${arch}`;
  throw new ActionError({
    code: "platform-unsupported",
    message: `Cog has no executable for "${platform.os}" on "${platform.arch}".`,
    hint: "Set runs-on to a Linux or macOS runner on x64 or arm64, such as ubuntu-latest.",
  });
}

/** The executable of a release. @throws {ActionError} for releases before 0.9.18, and platforms without one. */
export function releaseAsset(mirror: string, version: string, platform: Platform): ReleaseAsset {
  if (semver.lt(version, FIRST_RELEASE))
    throw new ActionError({
      code: "cog-version-unsupported",
      message: `Cog ${version} cannot be installed: releases before ${FIRST_RELEASE} use other file names for their executables.`,
      hint: `Set cog-version to ${FIRST_RELEASE} or newer.`,
    });
  const name = assetName(platform);
  const base = `${mirror}/download/v${encodeURIComponent(version)}`;
  return {
    version,
    name,
    url: `${base}/${name}`,
    checksumsUrl: `${base}/checksums.txt`,
    knownDigest: KNOWN_DIGESTS[`${version}/${name}`],
  };
}

/** Finds the SHA-256 of a file, by its exact name, in the format of sha256sum. Since 0.17 it also lists Python wheels. */
export function digestIn(checksums: string, name: string): string | undefined {
  const entries = checksums
    .split(/\r?\n/)
    .map((line) => /^([0-9a-f]{64})\s+\*?(.+)$/i.exec(line.trimEnd()));
  return entries.find((entry) => entry?.[2] === name)?.[1]?.toLowerCase();
}

/** The version at the end of a release's URL: `…/releases/tag/v0.22.0`. */
export function versionInLocation(location: string): string | undefined {
  const segment = location
    .replace(/[?#].*$/, "")
    .replace(/^.*\//, "")
    .replaceAll(/%2B/gi, "+");
  return /^v?\d/.test(segment) ? exactVersion(segment) : undefined;
}
