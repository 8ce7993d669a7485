import { isRecord, type JsonRecord, reader } from "../json.ts";
import type { RegistrySession } from "./session.ts";

export interface Layer {
  readonly digest: string;
  /** Bytes, compressed. */
  readonly size: number;
}

/** The parts of an image as the registry holds them; of a bundle, those of everything it names. */
export interface ImageParts {
  readonly layers: readonly Layer[];
  /** Bytes, compressed: what a machine that starts the image pulls. */
  readonly size: number;
}

const read = reader("The registry's manifest");

/**
 * Reads what an image weighs. An index is followed to the manifests that it names.
 * @returns undefined when the registry does not answer with a manifest.
 */
export async function readImageParts(
  session: RegistrySession,
  reference: string,
): Promise<ImageParts | undefined> {
  const { status, body } = await session.manifest(reference);
  if (status !== 200 || !isRecord(body)) return undefined;
  if (!Array.isArray(body["manifests"])) return imageParts(layersOf(body));
  const children = body["manifests"].filter(isRecord).map(async (child) => {
    const parts = await readImageParts(session, read.text(child, "digest"));
    return parts?.layers;
  });
  const layers = await Promise.all(children);
  const known = layers.filter((list) => list !== undefined);
  return known.length === layers.length ? imageParts(known.flat()) : undefined;
}

/** The digest that the registry has for a tag, or undefined when it has none. */
export async function digestOfTag(
  session: RegistrySession,
  tag: string,
): Promise<string | undefined> {
  const { status, headers } = await session.manifest(tag);
  return status === 200 ? (headers.get("docker-content-digest") ?? undefined) : undefined;
}

/** Layers and configuration of an image manifest. */
function layersOf(manifest: JsonRecord): Layer[] {
  const blobs = [manifest["config"], ...read.list(manifest["layers"], "layers")];
  return blobs.map((blob) => {
    const record = read.record(blob, "layers");
    return { digest: read.text(record, "digest"), size: read.optionalNumber(record, "size") ?? 0 };
  });
}

function imageParts(layers: readonly Layer[]): ImageParts {
  const distinct = [...new Map(layers.map((layer) => [layer.digest, layer])).values()];
  return { layers: distinct, size: distinct.reduce((sum, { size }) => sum + size, 0) };
}
