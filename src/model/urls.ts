import { fullName, type ModelName } from "../lib/model-name.ts";

/** A model's page on Replicate's site; an answer of the API names it as well, as `url`. */
export function modelUrl(name: ModelName): string {
  return `https://replicate.com/${fullName(name)}`;
}

/**
 * The page of one version.
 * @param page of its model.
 * @param version 64 hex digits.
 */
export function versionUrl(page: string, version: string): string {
  return `${page}/versions/${version}`;
}
