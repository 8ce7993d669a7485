import { json, type Reply } from "../http/http.ts";
import { owns } from "../models/account.ts";
import { listedVersions, type Model, modelKey, type Version } from "../models/model.ts";
import { isDeployed } from "../state/deployments.ts";
import { type ApiCall, visibleModel } from "./call.ts";
import { forbidden, inUse, notFound, problem, refused } from "./problems.ts";

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
  const { shown, before, after } = pageOf(model, call.url, call.settings.pageSize);
  const page = (cursor: string | undefined) => {
    if (cursor === undefined) return null;
    const url = new URL(call.url);
    url.searchParams.set("cursor", Buffer.from(cursor).toString("base64url"));
    return url.href;
  };
  return json(200, {
    previous: page(before),
    next: page(after),
    results: shown.map(versionObject),
  });
}

/**
 * A page and the cursors of its neighbours. A cursor is a place in the order, not a count: versions that
 * go between two requests make no page skip one. (The cursors in Replicate's documentation, opaque to
 * clients, hold the time of an item.)
 */
function pageOf(model: Model, url: URL, size: number) {
  const cursor = Buffer.from(url.searchParams.get("cursor") ?? "", "base64url").toString();
  const [, isBackwards, id] = /^(r=1&)?p=(.+)$/.exec(cursor) ?? [];
  const place = model.versions.findIndex((version) => version.id === id);
  const listed = listedVersions(model);
  const isAfter = (version: Version) => model.versions.indexOf(version) > place;
  const start = place === -1 ? 0 : listed.filter((version) => !isAfter(version)).length;
  // Backwards the page ends before its cursor, and the cursor's own version is not part of it.
  const end = listed.filter((version) => model.versions.indexOf(version) < place).length;
  const from = isBackwards === undefined ? start : Math.max(0, end - size);
  const shown = listed.slice(from, isBackwards === undefined ? from + size : end);
  const first = shown.at(0)?.id;
  const last = shown.at(-1)?.id;
  return {
    shown,
    before: from > 0 && first !== undefined ? `r=1&p=${first}` : undefined,
    after: from + shown.length < listed.length && last !== undefined ? `p=${last}` : undefined,
  };
}

/** versions.get */
export function getVersion(call: ApiCall, owner: string, name: string, id: string): Reply {
  const model = visibleModel(call, owner, name);
  const version = model && listedVersions(model).find((listed) => listed.id === id);
  return version === undefined ? notFound() : json(200, versionObject(version));
}

/**
 * versions.delete: the owner's, of a private model only; it is gone some time after the answer. Until
 * then it is still shown, and asking again is a 202 that changes nothing; from then on it is a 404. What
 * Replicate answers to the second request is not known.
 */
export function deleteVersion(call: ApiCall, owner: string, name: string, id: string): Reply {
  const model = visibleModel(call, owner, name);
  const version = model && listedVersions(model).find((listed) => listed.id === id);
  if (model === undefined || version === undefined) return notFound();
  if (!owns(call.account, owner)) return forbidden();
  const { refusedDeletionStatus: status } = call.settings;
  if (model.visibility !== "private")
    return refused("Only versions of private models can be deleted.", status);
  const refusal = call.state.refusals.find(
    ({ model: fullName, version: refusedId = id }) =>
      fullName === modelKey(owner, name) && refusedId === id,
  );
  if (refusal !== undefined) return inUse({ ...(status !== undefined && { status }), ...refusal });
  if (isDeployed(call.state, owner, name, id))
    return inUse({ reason: "deployment", ...(status !== undefined && { status }) });
  version.listedUntil = Math.min(version.listedUntil, Date.now() + call.settings.deletionDelay);
  return { status: 202 };
}
