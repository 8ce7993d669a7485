import type { HttpResponse } from "../http/request.ts";
import { unexpectedResponse } from "../http/unexpected-response.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { ReplicateApi } from "./client.ts";
import { type Deployment, parseDeployment } from "./parse.ts";

/** What POST /deployments takes; the owner is the token's account. */
export interface NewDeployment {
  readonly name: string;
  /** `owner/name` */
  readonly model: string;
  /** 64 hex digits. */
  readonly version: string;
  readonly hardware: string;
  /** 0 to 5. */
  readonly min_instances: number;
  /** 0 to 20. */
  readonly max_instances: number;
}

export type DeploymentPatch = Partial<Omit<NewDeployment, "name" | "model">>;

const path = (name: ModelName): string => `/deployments/${fullName(name)}`;

/** @returns the deployment, or undefined when there is none (404). */
export async function getDeployment(
  api: ReplicateApi,
  name: ModelName,
): Promise<Deployment | undefined> {
  const reply = await api("GET", path(name));
  if (reply.status === 200) return parseDeployment(reply.body);
  if (reply.status === 404) return undefined;
  throw unexpectedResponse(`Reading the deployment ${fullName(name)}`, reply);
}

/** @returns the reply: 200 (the schema's) or 201 when it was created. */
export function createDeployment(api: ReplicateApi, wanted: NewDeployment): Promise<HttpResponse> {
  return api("POST", "/deployments", wanted);
}

/** @returns the reply: 200, or 409 when the patch would change nothing (seen by a user, July 2026). */
export function updateDeployment(
  api: ReplicateApi,
  name: ModelName,
  patch: DeploymentPatch,
): Promise<HttpResponse> {
  return api("PATCH", path(name), patch);
}
