import type { HttpResponse } from "../http/request.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { find, type ReplicateApi } from "./client.ts";
import { type Deployment, parseDeployment } from "./parse.ts";

/** Body of POST /deployments; the owner is the token's account. */
interface NewDeployment {
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

/** Fetches a deployment; see find. */
export function findDeployment(
  api: ReplicateApi,
  name: ModelName,
): Promise<Deployment | undefined> {
  return find(api, path(name), ["deployment", fullName(name)], parseDeployment);
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
