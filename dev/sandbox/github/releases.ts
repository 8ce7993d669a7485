import type { Reply } from "../http/http.ts";
import { ASSETS, type Release } from "../mirror/mirror.ts";
import type { GitHubCall } from "./access.ts";
import { idOf, nodeId, userObject } from "./objects.ts";
import { paged } from "./pages.ts";
import { releaseObject, releaseOf } from "./release-notes.ts";

/** repos.listReleases of replicate/cog: in the order of their publication, the newest first. */
export function listCogReleases(call: GitHubCall): Reply {
  return paged(call, [...call.store.cogReleases.values()].toReversed(), cogReleaseObject);
}

const REPOSITORY = "replicate/cog";
const PUBLISHED = new Date("2026-01-01");

function cogReleaseObject(release: Release) {
  const tag = `v${release.version}`;
  const names = release.assets === false ? [] : [...ASSETS, "checksums.txt"];
  const { draft, prerelease = release.version.includes("-") } = release;
  const seed = { repository: REPOSITORY, tag, prerelease, publishedAt: PUBLISHED };
  const object = releaseObject(releaseOf({ ...seed, ...(draft !== undefined && { draft }) }));
  return { ...object, assets: names.map((name) => assetObject(object.url, tag, name)) };
}

function assetObject(release: string, tag: string, name: string) {
  const id = idOf(`${tag} ${name}`);
  const time = PUBLISHED.toISOString();
  return {
    url: `${release.replace(/\d+$/, "assets")}/${id}`,
    browser_download_url: `https://github.com/${REPOSITORY}/releases/download/${tag}/${name}`,
    id,
    node_id: nodeId("RA", id),
    name,
    label: "",
    state: "uploaded",
    content_type: "application/octet-stream",
    size: 0,
    digest: null,
    download_count: 0,
    uploader: userObject({ login: "github-actions[bot]", type: "Bot" }),
    created_at: time,
    updated_at: time,
  };
}
