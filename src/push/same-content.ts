import * as core from "@actions/core";
import { type LocalImage, schemaIn } from "../docker/images.ts";
import { canonicalJson } from "../lib/canonical-json.ts";
import { ActionError, errorMessage } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { type ImageConfig, readImageConfig } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import type { ConfirmedVersion } from "./confirm-version.ts";

/** An image that passed a gate before the push. */
export type CheckedImage =
  /** Its schema was compared. */
  | { readonly kind: "built"; readonly image: LocalImage }
  /** It was tested as a version of the test model. */
  | ({ readonly kind: "tested" } & PushedImage);

/** A version, and where its image is. */
export interface PushedImage {
  readonly model: ModelName;
  readonly version: ConfirmedVersion;
  readonly registry: RegistrySession;
}

/**
 * Requires that a version has the schema and the layers that were checked: each push builds again, and a build
 * that downloads something can differ. Labels do not count, because each push adds its own.
 * @throws {ActionError} when they differ.
 */
export async function requireSameContent(
  checked: readonly CheckedImage[],
  pushed: PushedImage,
): Promise<void> {
  if (checked.length === 0) return;
  const version = nameOf(pushed);
  const images = await Promise.all([pushed, ...checked].map(read));
  const [after, ...others] = images;
  for (const [i, image] of checked.entries()) {
    const before = others[i];
    const name =
      image.kind === "built" ? `image "${image.image.id}", which was checked` : nameOf(image);
    if (before === undefined || after === undefined)
      core.warning(
        `Could not compare ${version} with ${name}: the registry does not show its image.`,
      );
    else requireEqual([name, before], [version, after]);
  }
}

type Content = Pick<ImageConfig, "layers"> & { readonly schema: string };

async function read(image: CheckedImage | PushedImage): Promise<Content | undefined> {
  const found = "image" in image ? image.image : await readPushed(image);
  if (found?.labels === undefined) return undefined;
  return { layers: found.layers, schema: canonicalJson(schemaIn(found.labels) ?? null) };
}

async function readPushed({ registry, version }: PushedImage): Promise<ImageConfig | undefined> {
  try {
    return await readImageConfig(registry, version.digest);
  } catch (error) {
    core.warning(`Could not read the image ${version.digest}: ${errorMessage(error)}`);
    return undefined;
  }
}

function requireEqual(
  [name, before]: [string, Content],
  [version, after]: [string, Content],
): void {
  const isKnown = before.layers.length > 0 && after.layers.length > 0;
  const parts = [
    ...(before.schema === after.schema ? [] : ["schema"]),
    ...(isKnown && before.layers.join() !== after.layers.join() ? ["layers"] : []),
  ];
  if (parts.length === 0) return;
  throw new ActionError({
    code: "version-differs",
    message: `The push built another image: the ${parts.join(" and the ")} of ${version} ${parts.length > 1 || parts[0] === "layers" ? "differ" : "differs"} from ${name}. It is now the model's newest version, but no deployment was moved.`,
    hint: "Pin what the build downloads (packages, base images, files in build.run), and keep disk space for Docker's cache, so that both builds are the same. Then run the job again.",
  });
}

function nameOf({ version, model }: PushedImage): string {
  return `version "${version.id}" of ${fullName(model)}`;
}
