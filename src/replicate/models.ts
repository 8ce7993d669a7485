import { type HttpResponse, PAGE_LIMITS } from "../http/request.ts";
import { unexpectedResponse } from "../http/unexpected-response.ts";
import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { type Answer, find, type ReplicateApi, requireObject } from "./client.ts";
import {
  type Hardware,
  type ListedVersion,
  type Model,
  parseHardware,
  parseModel,
  parseVersion,
  parseVersionPage,
} from "./parse.ts";

/** Body of POST /models. */
export interface NewModel extends ModelName {
  readonly visibility: "private" | "public";
  readonly hardware: string;
  readonly description?: string | undefined;
  readonly github_url?: string | undefined;
  readonly license_url?: string | undefined;
  readonly paper_url?: string | undefined;
  readonly cover_image_url?: string | undefined;
}

/** Body of PATCH: no hardware, visibility or cover image (models.update of Replicate's schema). */
export interface ModelPatch {
  readonly description?: string;
  readonly readme?: string;
  readonly github_url?: string;
  readonly license_url?: string;
  readonly paper_url?: string;
  readonly weights_url?: string;
}

const path = (model: ModelName): string => `/models/${fullName(model)}`;
const versionPath = (model: ModelName, id: string): string =>
  `${path(model)}/versions/${encodeURIComponent(id)}`;

/** Fetches a model; see find. */
export function findModel(api: ReplicateApi, name: ModelName): Promise<Model | undefined> {
  return find(api, path(name), ["model", fullName(name)], parseModel);
}

/** Creates a model. The request is sent once, and again only if it cannot have arrived. */
export async function createModel(api: ReplicateApi, model: NewModel): Promise<Answer<Model>> {
  const response = await api("POST", "/models", model);
  return response.status === 201
    ? { ok: true, value: requireObject(["model", fullName(model)], parseModel(response.body)) }
    : { ok: false, response };
}

/** @throws {ActionError} when Replicate refuses. */
export async function updateModel(
  api: ReplicateApi,
  model: ModelName,
  patch: ModelPatch,
): Promise<void> {
  const response = await api("PATCH", path(model), patch);
  const fields = Object.keys(patch).join(", ");
  if (response.status !== 200)
    throw unexpectedResponse(`Updating ${fields} of ${fullName(model)}`, response);
}

/** @returns the text; undefined when the model has no README (404). */
export async function findReadme(api: ReplicateApi, model: ModelName): Promise<string | undefined> {
  const response = await api("GET", `${path(model)}/readme`);
  if (response.status === 200) return response.text;
  if (response.status === 404) return undefined;
  throw unexpectedResponse(`Reading the README of ${fullName(model)}`, response);
}

/** The hardware that is available to the token's account. */
export async function listHardware(api: ReplicateApi): Promise<Hardware[]> {
  const response = await api("GET", "/hardware");
  if (response.status === 200) return parseHardware(response.body);
  throw unexpectedResponse("Listing Replicate's hardware", response);
}

/** Fetches a version: what is read, or the response that has no version. */
export async function getVersion(
  api: ReplicateApi,
  model: ModelName,
  id: string,
): Promise<Answer<ListedVersion>> {
  const response = await api("GET", versionPath(model, id));
  return response.status === 200
    ? { ok: true, value: requireObject(["version", id], parseVersion(response.body)) }
    : { ok: false, response };
}

/** Fetches a version; see find. */
export function findVersion(
  api: ReplicateApi,
  model: ModelName,
  id: string,
): Promise<ListedVersion | undefined> {
  return find(api, versionPath(model, id), ["version", id], parseVersion);
}

/** This many of the latest versions keep their schemas, which may be large. */
const WITH_SCHEMA = 100;

/** Which versions to list. */
interface VersionRange {
  /** No page after the one with this version is fetched. */
  readonly until?: string | undefined;
  /** No page after the one with this many versions is fetched. */
  readonly max?: number;
}

/**
 * Lists a model's versions, newest first, page by page. Only the newest 100 have their schemas.
 * @throws {ActionError} for pages without end: one that has no version that is new, too many, or too slow.
 */
export async function listVersions(
  api: ReplicateApi,
  model: ModelName,
  { until, max = Number.POSITIVE_INFINITY }: VersionRange = {},
  limits = PAGE_LIMITS,
): Promise<Answer<ListedVersion[]>> {
  const versions = new Map<string, ListedVersion>();
  const deadline = Date.now() + limits.seconds * 1000;
  let next: string | undefined = `${path(model)}/versions`;
  let pages = 0;
  while (next !== undefined) {
    const response: HttpResponse = await api("GET", next, undefined, { deadline });
    if (response.status !== 200) return { ok: false, response };
    const page = parseVersionPage(response.body);
    const known = versions.size;
    for (const version of page.versions)
      versions.set(
        version.id,
        versions.size < WITH_SCHEMA ? version : { ...version, schema: undefined },
      );
    const isEnough = versions.size >= max || page.versions.some(({ id }) => id === until);
    next = isEnough ? undefined : page.next;
    const isKnown = page.versions.length > 0 && versions.size === known;
    const isEndless = isKnown || ++pages >= limits.pages || Date.now() >= deadline;
    if (next !== undefined && isEndless)
      throw new ActionError({
        code: "replicate-endless-pages",
        message: `Replicate's API lists the versions of ${fullName(model)} on an endless series of pages.`,
        hint: "Check that REPLICATE_BASE_URL is the API's own base URL and that no proxy answers for Replicate. Then run the job again.",
      });
  }
  return { ok: true, value: [...versions.values()] };
}

/** Lists a model's versions; see listVersions, and find for what it returns and throws. */
export async function findVersions(
  api: ReplicateApi,
  model: ModelName,
  range?: VersionRange,
): Promise<ListedVersion[] | undefined> {
  const answer = await listVersions(api, model, range);
  if (answer.ok) return answer.value;
  if (answer.response.status === 404) return undefined;
  throw unexpectedResponse(`Listing the versions of ${fullName(model)}`, answer.response);
}

/**
 * Lists the ids of the versions that are newer than `known`, newest first; of all versions when `known` is
 * undefined.
 * @returns undefined when the model does not list `known`.
 * @throws {ActionError} when Replicate refuses.
 */
export async function versionsSince(
  api: ReplicateApi,
  model: ModelName,
  known: string | undefined,
): Promise<string[] | undefined> {
  const answer = await listVersions(api, model, { until: known });
  if (!answer.ok)
    throw unexpectedResponse(`Listing the versions of ${fullName(model)}`, answer.response);
  const ids = answer.value.map(({ id }) => id);
  if (known === undefined) return ids;
  return ids.includes(known) ? ids.slice(0, ids.indexOf(known)) : undefined;
}

/** @returns the response: 202 when the deletion has begun, which takes minutes (models.versions.delete). */
export function deleteVersion(
  api: ReplicateApi,
  model: ModelName,
  id: string,
): Promise<HttpResponse> {
  return api("DELETE", versionPath(model, id));
}

/** @returns the response: 204 when the model is deleted; it is refused while the model has versions. */
export function deleteModel(api: ReplicateApi, model: ModelName): Promise<HttpResponse> {
  return api("DELETE", path(model));
}
