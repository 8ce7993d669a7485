import { tagImage, untagImage } from "../docker/images.ts";
import { errorMessage } from "../lib/errors.ts";
import { debug } from "../lib/log.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { CogFailed } from "./cog-failed.ts";

const TEMPORARY_IMAGE = /\bcog-tmp:([0-9a-f]{64})\b/;

/**
 * The image that Cog could not remove after its build, because its own container still used it (pkg/image/build.go).
 * @returns undefined when Cog failed for another reason.
 */
export function conflictingImage({ explanation }: CogFailed): string | undefined {
  if (explanation?.failure.code !== "cog-image-conflict") return undefined;
  return TEMPORARY_IMAGE.exec(explanation.lines.join("\n"))?.[0];
}

/**
 * Runs Cog again while a second tag is on its temporary image: Cog then removes only its own tag, which no container
 * prevents. Without the second tag, it fails again sometimes.
 */
export async function withSecondTag<T>(
  image: string,
  act: () => Promise<T>,
  { context, signal }: Runtime,
): Promise<T> {
  const options = { ...context, signal };
  const tag = image.replace("cog-tmp", "push-to-replicate-tmp");
  await attempt(() => tagImage(image, tag, options));
  try {
    return await act();
  } finally {
    await attempt(() => untagImage(tag, options));
  }
}

/** Docker may fail here without harm. */
async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    debug(`Could not change a tag of Cog's temporary image: ${errorMessage(error)}`);
  }
}
