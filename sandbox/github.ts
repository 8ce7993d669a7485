import { type Call, dispatch, json, type Reply, type Route } from "./http.ts";
import { ASSETS, type Release } from "./mirror.ts";

const DEFAULT_PAGE = 30;
const LARGEST_PAGE = 100;

/** The endpoints of GitHub's REST API that the action uses. */
export function createGitHub(
  releases: ReadonlyMap<string, Release>,
): (call: Call) => Promise<Reply> {
  const routes: readonly Route[] = [
    ["GET", /^\/github\/repos\/replicate\/cog\/releases$/, (call) => listReleases(call, releases)],
  ];
  return async (call) =>
    (await dispatch(routes, call)) ??
    json(404, { message: "Not Found", documentation_url: "https://docs.github.com/rest" });
}

/** Releases in the order of their publication, the newest first, in pages with Link headers. */
function listReleases(call: Call, releases: ReadonlyMap<string, Release>): Reply {
  const asked = (name: string, fallback: number): number =>
    Math.max(1, Number(call.url.searchParams.get(name) ?? fallback) || fallback);
  const size = Math.min(LARGEST_PAGE, asked("per_page", DEFAULT_PAGE));
  const page = asked("page", 1);
  const all = [...releases.values()].toReversed();
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (number: number, rel: string): string => {
    const url = new URL(call.url);
    url.searchParams.set("page", String(number));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, "prev"), link(1, "first")] : []),
    ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
  ];
  const shown = all.slice((page - 1) * size, page * size).map(releaseObject);
  return json(200, shown, links.length > 0 ? { link: links.join(", ") } : {});
}

function releaseObject(release: Release) {
  const names = release.assets === false ? [] : [...ASSETS, "checksums.txt"];
  return {
    tag_name: `v${release.version}`,
    draft: release.draft ?? false,
    prerelease: release.prerelease ?? release.version.includes("-"),
    assets: names.map((name) => ({ name })),
  };
}
