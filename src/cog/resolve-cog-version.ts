import semver from "semver";
import { listCogReleases } from "../github/releases.ts";
import { describeResponse } from "../http/unexpected-response.ts";
import { ActionError } from "../lib/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { CogSource } from "./options.ts";
import { assetName, exactVersion, versionInLocation } from "./release.ts";

const MAX_HOPS = 5;

/**
 * Resolves `latest` or a semver range to a version. `latest` is the release that the mirror redirects to. A range is
 * resolved among the published, stable releases on GitHub with an executable for this platform.
 * @throws {ActionError} if there is none.
 */
export function resolveVersion(source: CogSource, runtime: Runtime): Promise<string> {
  return source.version === "latest"
    ? latestVersion(source.mirror, runtime)
    : versionInRange(source.version, source.githubToken, runtime);
}

async function latestVersion(mirror: string, { http }: Runtime): Promise<string> {
  const unresolved = (reason: string): ActionError =>
    new ActionError({
      code: "cog-latest-unresolved",
      message: `Could not resolve the cog-version "latest": ${mirror}/latest does not redirect to a release of Cog (${reason}).`,
      hint: "Set cog-version to an exact version, or check cog-mirror.",
    });
  let url = `${mirror}/latest`;
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const response = await http({ method: "GET", url });
    const { status, headers } = response;
    const location = status >= 300 && status < 400 ? headers.get("location") : undefined;
    if (location === undefined || !URL.canParse(location, url))
      throw unresolved(describeResponse(response));
    const version = versionInLocation(location);
    if (version !== undefined) return version;
    url = new URL(location, url).href;
  }
  throw unresolved(`more than ${MAX_HOPS} redirects`);
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
    return version !== undefined && !isPrerelease && assets.includes(asset) ? [version] : [];
  });
  const best = semver.maxSatisfying(versions, range);
  if (best !== null) return best;
  throw new ActionError({
    code: "cog-range-unsatisfied",
    message: `No stable release of Cog matches the cog-version "${range}" on this platform.`,
    hint: `Set cog-version to a wider range, an exact version, or "latest".`,
  });
}
