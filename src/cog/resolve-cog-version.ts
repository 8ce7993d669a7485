import semver from "semver";
import { listCogReleases } from "../github/releases.ts";
import { describeResponse } from "../http/unexpected-response.ts";
import { ActionError } from "../lib/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { CogSource } from "./options.ts";
import { assetName, exactVersion, versionInLocation } from "./release.ts";

const MAX_HOPS = 5;

/**
 * Turns `latest` or a semver range into a version. `latest` is what the mirror redirects to; a range is
 * resolved among GitHub's published, stable releases that have an executable for this platform.
 */
export function resolveVersion(source: CogSource, runtime: Runtime): Promise<string> {
  return source.version === "latest"
    ? latestVersion(source.mirror, runtime)
    : versionInRange(source.version, source.githubToken, runtime);
}

async function latestVersion(mirror: string, { http }: Runtime): Promise<string> {
  let url = `${mirror}/latest`;
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const reply = await http({ method: "GET", url });
    const location = reply.headers.get("location");
    if (location === null || reply.status < 300 || reply.status >= 400)
      throw noLatest(mirror, describeResponse(reply));
    const version = versionInLocation(location);
    if (version !== undefined) return version;
    url = new URL(location, url).href;
  }
  throw noLatest(mirror, `more than ${MAX_HOPS} redirects`);
}

function noLatest(mirror: string, reason: string): ActionError {
  return new ActionError({
    code: "cog-latest-unresolved",
    message: `${mirror}/latest does not redirect to a release of Cog (${reason}), so "latest" can't be resolved.`,
    hint: "Set cog-version to an exact version, or check cog-mirror.",
  });
}

async function versionInRange(
  range: string,
  token: string | undefined,
  { http, context }: Runtime,
): Promise<string> {
  const releases = await listCogReleases(http, { apiUrl: context.githubApiUrl, token });
  const asset = assetName(context.platform);
  const versions = releases.flatMap(({ tag, isPrerelease, assets }) => {
    const version = exactVersion(tag);
    const usable = version !== undefined && !isPrerelease && semver.satisfies(version, range);
    return usable && assets.includes(asset) ? [version] : [];
  });
  const best = semver.maxSatisfying(versions, range);
  if (best !== null) return best;
  throw new ActionError({
    code: "cog-range-unsatisfied",
    message: `No published, stable release of Cog satisfies cog-version "${range}" on this platform.`,
    hint: `Widen the range, or set cog-version to an exact version or "latest".`,
  });
}
