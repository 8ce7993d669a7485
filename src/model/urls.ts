import { fullName, type ModelName } from "../lib/model-name.ts";
import type { EnsuredModel } from "./ensure-model.ts";

/** The model's page, as the API names it; without the API, where Replicate's site has it. */
export function modelUrl(name: ModelName, ensured: EnsuredModel | undefined): string {
  return ensured?.model.url ?? `https://replicate.com/${fullName(name)}`;
}

/** The page of one version. */
export function versionUrl(
  name: ModelName,
  version: string,
  ensured: EnsuredModel | undefined,
): string {
  return `${modelUrl(name, ensured)}/versions/${version}`;
}
