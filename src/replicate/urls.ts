import { fullName, type ModelName } from "../lib/model-name.ts";

/** URL of a model's page, the same as `url` in the API's response. */
export function modelUrl(name: ModelName): string {
  return `https://replicate.com/${fullName(name)}`;
}

/** URL of a version's page, by the URL of its model's. */
export function versionUrl(page: string, version: string): string {
  return `${page}/versions/${version}`;
}
