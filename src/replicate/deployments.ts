import type { HttpResponse } from "../http/request.ts";
import { unexpectedResponse } from "../http/unexpected-response.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { ReplicateApi } from "./client.ts";
import { requireNamed } from "./identity.ts";
import { type Deployment, parseDeployment } from "./parse.ts";

/** Body of POST /deployments; the owner is the token's account. */
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

/**
 * Fetches a deployment.
 * @returns undefined when it does not exist, or the token cannot see it (404).
 * @throws {ActionError} for any other response.
 */
export async function findDeployment(
  api: ReplicateApi,
  name: ModelName,
): Promise<Deployment | undefined> {
  const response = await api("GET", path(name));
  if (response.status === 200)
    return requireNamed("deployment", name, parseDeployment(response.body));
  if (response.status === 404) return undefined;
  throw unexpectedResponse(`Reading the deployment ${fullName(name)}`, response);
}

/** @returns the response: 200 (Replicate's schema) or 201 when the deployment was created. */
export function createDeployment(
  api: ReplicateApi,
  deployment: NewDeployment,
): Promise<HttpResponse> {
  return api("POST", "/deployments", deployment);
}

/** @returns the response: 200, or 409 when the patch changes nothing (reported by a user, July 2026). */
export function updateDeployment(
  api: ReplicateApi,
  name: ModelName,
  patch: DeploymentPatch,
): Promise<HttpResponse> {
  return api("PATCH", path(name), patch);
}
