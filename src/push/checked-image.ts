import { inspectImage, type LocalImage, schemaIn } from "../docker/images.ts";
import { ActionError, errorMessage, wrapErrors } from "../lib/errors.ts";
import { canonicalJson, type JsonRecord } from "../lib/json.ts";
import { warning } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { type ImageConfig, readImageConfig } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { CogCommand, CogRunner } from "./cog-runner.ts";
import type { ConfirmedVersion } from "./confirm-version.ts";
import { imageOf } from "./publish-version.ts";

/** An image that passed a gate before the push. */
export interface CheckedImage {
  /** `version "5c7d…" of acme/hotdog` */
  readonly name: string;
  /** Undefined, after a warning: it cannot be read. */
  readonly content: () => Promise<ImageConfig | LocalImage | undefined>;
}

/** Builds the model's image and inspects it, before a push, which finds the build in Docker's cache. */
export async function buildAndInspect(
  model: ModelName,
  credential: CogCommand["credential"],
  runner: CogRunner,
  runtime: Runtime,
): Promise<LocalImage> {
  const { context, signal, stopwatch } = runtime;
  const image = imageOf(model, runtime);
  await stopwatch.time("build", () => runner.run({ command: "build", image, credential }));
  return wrapErrors(
    () => inspectImage(image, { ...context, signal }),
    (reason) => ({
      code: "image-unreadable",
      message: `The image ${image} was built, but its labels cannot be read: ${reason}.`,
      hint: "Check that DOCKER_HOST and the Docker context are the ones that Cog builds with, or set compatibility to warn, which compares after the push.",
    }),
  );
}

/** An image that was built, and whose schema was compared. */
export function builtImage(image: LocalImage): CheckedImage {
  return { name: `image "${image.id}", which was checked`, content: async () => image };
}

/** The image of a version of a model, which is read from its registry. */
export function imageOfVersion(
  model: ModelName,
  { id, digest }: ConfirmedVersion,
  registry: RegistrySession,
): CheckedImage {
  const content = async () => {
    try {
      return await readImageConfig(registry, digest);
    } catch (error) {
      warning("image-unreadable", `Could not read the image ${digest}: ${errorMessage(error)}`);
      return undefined;
    }
  };
  return { name: `version "${id}" of ${fullName(model)}`, content };
}

/**
 * Requires that a version has the schema and the layers that were checked: each push builds again, and a build
 * that downloads something can differ. Labels do not count, because each push adds its own.
 * @throws {ActionError} when they differ.
 */
export async function requireSameContent(
  checked: readonly CheckedImage[],
  pushed: CheckedImage,
): Promise<void> {
  const reads = checked.map(async ({ name, content }) => ({ name, before: await content() }));
  const [after, ...befores] = await Promise.all([pushed.content(), ...reads]);
  for (const { name, before } of befores) {
    if (before?.labels === undefined || after?.labels === undefined) {
      warning(
        "image-not-compared",
        `Could not compare ${pushed.name} with ${name}: the registry does not show its image.`,
      );
      continue;
    }
    const isSameSchema = schemaText(before.labels) === schemaText(after.labels);
    const isKnown = before.layers.length > 0 && after.layers.length > 0;
    const isSameLayers = !isKnown || before.layers.join() === after.layers.join();
    if (isSameSchema && isSameLayers) continue;
    const parts = [isSameSchema ? [] : "schema", isSameLayers ? [] : "layers"].flat();
    throw new ActionError({
      code: "version-differs",
      message: `The push built a different image: the ${parts.join(" and the ")} of ${pushed.name} ${isSameLayers ? "differs" : "differ"} from ${name}. It is now the model's latest version, but no deployment was moved.`,
      hint: "Pin what the build downloads (packages, base images, files in build.run), and keep disk space for Docker's cache, so that both builds are the same. Then run the job again.",
    });
  }
}

function schemaText(labels: JsonRecord): string {
  return canonicalJson(schemaIn(labels) ?? null);
}
