import semver from "semver";

export const COG_VERSION_RULE = 'a version (0.22.0), "latest", or a semver range (^0.22)';

/**
 * Parses a version of Cog, also as pip spells it: `==0.22.0`, `>=0.20,<0.22`, `~=0.22.1`.
 * @returns an exact version, `latest`, or a semver range; undefined for anything else.
 */
export function parseCogVersion(text: string): string | undefined {
  const lower = text.toLowerCase();
  if (lower === "latest") return lower;
  // As a range, a version with build metadata would mean the release without.
  if (semver.valid(lower) !== null && lower.includes("+")) return undefined;
  const range = lower
    .replace(/^==?\s*(?=v?\d+\.\d+\.\d)/, "")
    .replace(/~=(?=\s*v?\d+\.\d+\.\d)/g, "~")
    .replace(/==/g, "=")
    .replace(/,(?=\s*[<>=~^])/g, " ");
  // With two parts, pip's ~=0.22 allows 0.23, and semver's does not.
  return range.includes("~=") || semver.validRange(range) === null ? undefined : range;
}
