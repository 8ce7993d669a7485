import { fullName, type ModelName } from "../lib/model-name.ts";

/** URL of a model's page, the same as `url` in the API's response. */
export function modelUrl(name: ModelName): string {
  return `https://replicate.com/${fullName(name)}`;
}

/**
 * URL of a version's page.
 * @param page URL of the model's page.
 * @param version 64 hex digits.
 */
export function versionUrl(page: string, version: string): string {
  return `${page}/versions/${version}`;
}
