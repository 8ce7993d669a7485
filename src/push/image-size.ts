import { errorMessage } from "../lib/errors.ts";
import { debug } from "../lib/log.ts";
import { type ImageParts, readImageParts } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";

/** Reads the size of an image, if there is one. It is only reported, so one that cannot be read is not an error. */
export async function readImageSize(
  registry: RegistrySession,
  digest: string | undefined,
): Promise<ImageParts | undefined> {
  if (digest === undefined) return undefined;
  try {
    return await readImageParts(registry, digest);
  } catch (error) {
    debug(`Could not read the size of ${digest}: ${errorMessage(error)}`);
    return undefined;
  }
}
