import { imageSchema } from "../docker/labels.ts";
import { ActionError, errorMessage } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { PushOptions } from "./options.ts";
import { type BuildTools, runCogStep } from "./run-cog.ts";

/**
 * Builds the image and reads the schema from its label, so that it can be compared before anything is
 * pushed. The push finds the build in Docker's cache.
 * @param image name of the image, as it will be pushed.
 * @returns undefined when the image has none.
 */
export async function buildAndReadSchema(
  image: string,
  options: PushOptions,
  ready: BuildTools,
  runtime: Runtime,
): Promise<JsonRecord | undefined> {
  await runCogStep({ command: "build", image }, options, ready, runtime);
  try {
    const { environment, dockerConfigDirectory } = runtime.context;
    const surroundings = { environment, dockerConfigDirectory, signal: runtime.signal };
    return await imageSchema(image, surroundings);
  } catch (cause) {
    runtime.signal.throwIfAborted();
    throw new ActionError(
      {
        code: "image-unreadable",
        message: `The image ${image} was built, and its labels can't be read: ${errorMessage(cause)}.`,
        hint: "Check that DOCKER_HOST and the Docker context are the ones that Cog builds with, or set compatibility to warn, which compares after the push.",
      },
      { cause },
    );
  }
}
