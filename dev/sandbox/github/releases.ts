import type { Reply } from "../http/http.ts";
import { ASSETS, type Release } from "../mirror/mirror.ts";
import type { GitHubCall } from "./access.ts";
import { paged } from "./pages.ts";

/** repos.listReleases of replicate/cog: in the order of their publication, the newest first. */
export function listCogReleases(call: GitHubCall): Reply {
  return paged(call, [...call.store.cogReleases.values()].toReversed(), cogReleaseObject);
}

function cogReleaseObject(release: Release) {
  const names = release.assets === false ? [] : [...ASSETS, "checksums.txt"];
  return {
    tag_name: `v${release.version}`,
    draft: release.draft ?? false,
    prerelease: release.prerelease ?? release.version.includes("-"),
    assets: names.map((name) => ({ name })),
  };
}
