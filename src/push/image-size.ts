import { errorMessage } from "../lib/errors.ts";
import { debug } from "../lib/log.ts";
import { type ImageParts, readImageParts } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";

/**
 * Reads what an image weighs, from the registry. A size that can't be read is left out of the report: it
 * decides nothing.
 * @param digest `sha256:…`; undefined when there is nothing to measure.
 */
export async function readImageSize(
  registry: RegistrySession,
  digest: string | undefined,
): Promise<ImageParts | undefined> {
  if (digest === undefined) return undefined;
  try {
    return await readImageParts(registry, digest);
  } catch (error) {
    debug(`the size of ${digest} can't be read: ${errorMessage(error)}`);
    return undefined;
  }
}
