import { json, type Reply } from "../http.ts";
import { listedVersions, owns, type Version } from "../state.ts";
import { type ApiCall, visibleModel } from "./call.ts";
import { forbidden, notFound, problem, refused } from "./problems.ts";

/** A version as the API shows it: four fields, no status. */
export function versionObject(version: Version) {
  return {
    id: version.id,
    created_at: version.createdAt,
    cog_version: version.cogVersion,
    openapi_schema: version.openapiSchema,
  };
}

/** versions.list: the newest first, in pages with absolute addresses of neighbours. */
export function listVersions(call: ApiCall, owner: string, name: string): Reply {
  const model = visibleModel(call, owner, name);
  if (model === undefined) return notFound();
  if (model.official)
    // These words are Replicate's own.
    return problem(404, {
      title: "Not found",
      detail: "This model is an official model and does not expose a list of versions.",
    });
  const { pageSize } = call.settings;
  const offset = readCursor(call.url.searchParams.get("cursor"));
  const versions = listedVersions(model);
  const page = (start: number) => {
    const url = new URL(call.url);
    url.searchParams.set("cursor", writeCursor(start));
    return url.href;
  };
  return json(200, {
    previous: offset > 0 ? page(Math.max(0, offset - pageSize)) : null,
    next: offset + pageSize < versions.length ? page(offset + pageSize) : null,
    results: versions.slice(offset, offset + pageSize).map(versionObject),
  });
}

/** Opaque to clients, as Replicate's are. */
function writeCursor(offset: number): string {
  return Buffer.from(`offset=${offset}`).toString("base64url");
}

function readCursor(cursor: string | null): number {
  const digits = /^offset=(\d+)$/.exec(Buffer.from(cursor ?? "", "base64url").toString())?.[1];
  return Number(digits ?? 0);
}

/** versions.get */
export function getVersion(call: ApiCall, owner: string, name: string, id: string): Reply {
  const model = visibleModel(call, owner, name);
  const version = model && listedVersions(model).find((listed) => listed.id === id);
  return version === undefined ? notFound() : json(200, versionObject(version));
}

/** versions.delete: the owner's, of a private model only; it is gone some time after the answer. */
export function deleteVersion(call: ApiCall, owner: string, name: string, id: string): Reply {
  const model = visibleModel(call, owner, name);
  const version = model && listedVersions(model).find((listed) => listed.id === id);
  if (model === undefined || version === undefined) return notFound();
  if (!owns(call.account, owner)) return forbidden();
  if (model.visibility !== "private")
    return refused("Only versions of private models can be deleted.");
  version.listedUntil = Math.min(version.listedUntil, Date.now() + call.settings.deletionDelay);
  return { status: 202 };
}
