import { inspectImage, type LocalImage } from "../docker/images.ts";
import { errorMessage, wrapError } from "../lib/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { PushOptions } from "./options.ts";
import { type BuildTools, runCogStep } from "./run-cog.ts";

/**
 * Builds the image and inspects it, so that its schema can be compared before anything is pushed. The push
 * finds the build in Docker's cache.
 * @param image name of the image, as it will be pushed.
 */
export async function buildAndInspect(
  image: string,
  options: PushOptions,
  ready: BuildTools,
  runtime: Runtime,
): Promise<LocalImage> {
  await runCogStep({ command: "build", image }, options, ready, runtime);
  try {
    return await inspectImage(image, { ...runtime.context, signal: runtime.signal });
  } catch (cause) {
    runtime.signal.throwIfAborted();
    throw wrapError(cause, {
      code: "image-unreadable",
      message: `The image ${image} was built, and its labels can't be read: ${errorMessage(cause)}.`,
      hint: "Check that DOCKER_HOST and the Docker context are the ones that Cog builds with, or set compatibility to warn, which compares after the push.",
    });
  }
}
