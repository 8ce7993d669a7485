import { isRecord, type JsonRecord, reader } from "../lib/json.ts";
import type { RegistrySession } from "./session.ts";

export interface Blob {
  readonly digest: string;
  /** Bytes, compressed. */
  readonly size: number;
}

/** The parts of an image as the registry holds them; of a bundle, those of everything it names. */
export interface ImageParts {
  readonly layers: readonly Blob[];
  /** Bytes, compressed: what a machine that starts the image pulls, the configuration included. */
  readonly size: number;
}

const read = reader("The registry's manifest");

/**
 * Reads what an image weighs. An index is followed to the manifests that it names.
 * @returns undefined when the registry does not answer with a manifest.
 */
export async function readImageParts(
  session: Pick<RegistrySession, "manifest">,
  reference: string,
): Promise<ImageParts | undefined> {
  const manifests = await readManifests(session, reference);
  if (manifests === undefined) return undefined;
  const layers = distinct(
    manifests.flatMap((manifest) => read.list(manifest["layers"], "layers").map(parseBlob)),
  );
  const configurations = distinct(manifests.map((manifest) => parseBlob(manifest["config"])));
  const size = [...layers, ...configurations].reduce((sum, blob) => sum + blob.size, 0);
  return { layers, size };
}

/** The image manifests behind a reference; undefined when the registry does not show all of them. */
async function readManifests(
  session: Pick<RegistrySession, "manifest">,
  reference: string,
): Promise<readonly JsonRecord[] | undefined> {
  const { status, body } = await session.manifest(reference);
  if (status !== 200 || !isRecord(body)) return undefined;
  if (!Array.isArray(body["manifests"])) return [body];
  const children = body["manifests"]
    .filter(isRecord)
    .map((child) => readManifests(session, read.text(child, "digest")));
  const found = await Promise.all(children);
  return found.every((list) => list !== undefined) ? found.flat() : undefined;
}

/**
 * The digests that the registry holds under a tag: the manifest's own, and those of the images that it
 * names when it is an index. Empty when it holds none.
 */
export async function resolveTag(
  session: Pick<RegistrySession, "manifest">,
  tag: string,
): Promise<readonly string[]> {
  const { status, headers, body } = await session.manifest(tag);
  const digest = status === 200 ? headers.get("docker-content-digest") : null;
  if (digest === null) return [];
  const named = isRecord(body) && Array.isArray(body["manifests"]) ? body["manifests"] : [];
  return [digest, ...named.filter(isRecord).map((child) => read.text(child, "digest"))];
}

function parseBlob(value: unknown): Blob {
  const blob = read.record(value, "layers");
  return { digest: read.text(blob, "digest"), size: read.optionalNumber(blob, "size") ?? 0 };
}

/** A blob that is named twice is pulled once. */
function distinct(blobs: readonly Blob[]): readonly Blob[] {
  return [...new Map(blobs.map((blob) => [blob.digest, blob])).values()];
}
