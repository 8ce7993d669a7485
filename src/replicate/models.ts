import type { HttpResponse } from "../http/request.ts";
import { unexpectedResponse } from "../http/unexpected-response.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { ReplicateApi } from "./client.ts";
import {
  type Hardware,
  type Model,
  parseHardware,
  parseModel,
  parseVersion,
  parseVersionPage,
  type Version,
  type VersionPage,
} from "./parse.ts";

/** What POST /models takes. */
export interface NewModel extends ModelName {
  readonly visibility: "private" | "public";
  readonly hardware: string;
  readonly description?: string | undefined;
  readonly github_url?: string | undefined;
  readonly license_url?: string | undefined;
  readonly paper_url?: string | undefined;
  readonly cover_image_url?: string | undefined;
}

/** What PATCH of a model takes: neither hardware nor visibility nor the cover image (Replicate's schema). */
export interface ModelPatch {
  readonly description?: string;
  readonly readme?: string;
  readonly github_url?: string;
  readonly license_url?: string;
  readonly paper_url?: string;
}

const path = ({ owner, name }: ModelName): string => `/models/${owner}/${name}`;

/** @returns the model, or the reply when the API does not give one: callers decide what that means. */
export async function getModel(api: ReplicateApi, model: ModelName): Promise<Model | HttpResponse> {
  const reply = await api("GET", path(model));
  return reply.status === 200 ? parseModel(reply.body) : reply;
}

/** @returns the new model, or the reply of a refusal. Sent once, unless it surely did not arrive. */
export async function createModel(
  api: ReplicateApi,
  model: NewModel,
): Promise<Model | HttpResponse> {
  const reply = await api("POST", "/models", model);
  return reply.status === 201 ? parseModel(reply.body) : reply;
}

/** @throws {ActionError} when the API refuses. */
export async function updateModel(
  api: ReplicateApi,
  model: ModelName,
  patch: ModelPatch,
): Promise<void> {
  const reply = await api("PATCH", path(model), patch);
  if (reply.status !== 200)
    throw unexpectedResponse(
      `Updating ${Object.keys(patch).join(", ")} of ${fullName(model)}`,
      reply,
    );
}

/** @returns the text, or undefined when the model has none (404). */
export async function getReadme(api: ReplicateApi, model: ModelName): Promise<string | undefined> {
  const reply = await api("GET", `${path(model)}/readme`);
  if (reply.status === 200) return reply.text;
  if (reply.status === 404) return undefined;
  throw unexpectedResponse(`Reading the README of ${fullName(model)}`, reply);
}

/** Asked once, however many models and deployments are to be created. */
const hardware = new WeakMap<ReplicateApi, Promise<Hardware[]>>();

/** The hardware that a model can be created with. */
export function listHardware(api: ReplicateApi): Promise<Hardware[]> {
  const list = hardware.get(api) ?? askHardware(api);
  hardware.set(api, list);
  return list;
}

async function askHardware(api: ReplicateApi): Promise<Hardware[]> {
  const reply = await api("GET", "/hardware");
  if (reply.status === 200) return parseHardware(reply.body);
  throw unexpectedResponse("Listing Replicate's hardware", reply);
}

/** @returns the version, or the reply when the API does not give it. */
export async function getVersion(
  api: ReplicateApi,
  model: ModelName,
  id: string,
): Promise<Version | HttpResponse> {
  const reply = await api("GET", `${path(model)}/versions/${encodeURIComponent(id)}`);
  return reply.status === 200 ? parseVersion(reply.body) : reply;
}

/**
 * @param until the page that holds this version is the last one asked for; undefined: all pages.
 * @returns the versions, newest first; or the reply of a page that is refused.
 */
export async function listVersions(
  api: ReplicateApi,
  model: ModelName,
  until?: string,
): Promise<Version[] | HttpResponse> {
  const versions: Version[] = [];
  let next: string | undefined = `${path(model)}/versions`;
  while (next !== undefined) {
    const page: VersionPage | HttpResponse = await getPage(api, next);
    if ("status" in page) return page;
    versions.push(...page.versions);
    next = page.versions.some(({ id }) => id === until) ? undefined : page.next;
  }
  return versions;
}

/**
 * The versions that are newer than one of them, newest first, over as many pages as it takes.
 * @returns undefined when `known` is not among them, so that "newer" can't be told.
 * @throws {ActionError} when a page is refused.
 */
export async function versionsSince(
  api: ReplicateApi,
  model: ModelName,
  known: string | undefined,
): Promise<string[] | undefined> {
  const versions = await listVersions(api, model, known);
  if ("status" in versions)
    throw unexpectedResponse(`Listing the versions of ${fullName(model)}`, versions);
  const ids = versions.map(({ id }) => id);
  if (known === undefined) return ids;
  return ids.includes(known) ? ids.slice(0, ids.indexOf(known)) : undefined;
}

async function getPage(api: ReplicateApi, address: string): Promise<VersionPage | HttpResponse> {
  const reply = await api("GET", address);
  return reply.status === 200 ? parseVersionPage(reply.body) : reply;
}

/** @returns the reply: 202 when the deletion has begun, which takes minutes to come true. */
export function deleteVersion(
  api: ReplicateApi,
  model: ModelName,
  id: string,
): Promise<HttpResponse> {
  return api("DELETE", `${path(model)}/versions/${encodeURIComponent(id)}`);
}

/** @returns the reply: 204 when the model is gone; it is refused while versions are left. */
export function deleteModel(api: ReplicateApi, model: ModelName): Promise<HttpResponse> {
  return api("DELETE", path(model));
}
