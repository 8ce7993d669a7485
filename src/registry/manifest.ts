import * as v from "valibot";
import {
  isRecord,
  type JsonRecord,
  list,
  recordAt,
  recordOf,
  stringAt,
  stringsAt,
} from "../lib/json.ts";
import { object, responseParser } from "../lib/parse-response.ts";
import type { RegistrySession } from "./session.ts";

export interface Blob {
  readonly digest: string;
  /** Bytes, compressed. */
  readonly size: number;
}

/** The parts of an image in the registry: of an index, of its image for linux/amd64; of a bundle, of its weights, too. */
export interface ImageParts {
  readonly layers: readonly Blob[];
  /** Bytes, compressed: what a machine pulls to start the image, the configuration included. */
  readonly size: number;
}

const BLOB = object({ digest: v.string(), size: v.nullish(v.number(), 0) });
const parse = responseParser("The registry");
const parseManifest = parse(object({ config: BLOB, layers: v.array(BLOB) }), "manifest");
const parseDescriptor = parse(object({ digest: v.string() }), "image index");

/**
 * Reads the size of an image. Of an index, it is the size of what a linux/amd64 machine pulls.
 * @returns undefined when the registry does not return a manifest.
 * @throws {ActionError} when a manifest is invalid.
 */
export async function readImageParts(
  session: Pick<RegistrySession, "manifest">,
  reference: string,
): Promise<ImageParts | undefined> {
  const bodies = await readManifests(session, reference);
  if (bodies === undefined) return undefined;
  const manifests = bodies.map(parseManifest);
  const layers = distinct(manifests.flatMap((manifest) => manifest.layers));
  const pulled = distinct([...layers, ...manifests.map(({ config }) => config)]);
  return { layers, size: pulled.reduce((sum, blob) => sum + blob.size, 0) };
}

/** Manifests that are read of one image; an index may name indexes, and itself. */
const MAX_MANIFESTS = 100;

/**
 * The manifests of a reference, that of its image first, or undefined when the registry does not return all of them.
 * @param known references that were read before: each is read once.
 */
async function readManifests(
  session: Pick<RegistrySession, "manifest">,
  reference: string,
  known = new Set<string>(),
): Promise<readonly JsonRecord[] | undefined> {
  if (known.has(reference) || known.size >= MAX_MANIFESTS) return undefined;
  known.add(reference);
  const { status, body } = await session.manifest(reference);
  if (status !== 200 || !isRecord(body)) return undefined;
  if (!Array.isArray(body["manifests"])) return [body];
  const digests = new Set(pulledOf(body).map((child) => parseDescriptor(child).digest));
  const found = await Promise.all([...digests].map((one) => readManifests(session, one, known)));
  const isKnown = found.length > 0 && found.every((list) => list !== undefined);
  return isKnown ? found.flat() : undefined;
}

function childrenOf(index: unknown): readonly JsonRecord[] {
  return list(recordOf(index)["manifests"]).filter(isRecord);
}

/**
 * The entries of an index that Replicate pulls: the image for linux/amd64, and of a bundle the weights, which have the
 * platform unknown/unknown (pkg/model/index_factory.go in Cog). Attestations have it, too (moby/buildkit
 * docs/attestations).
 */
function pulledOf(index: JsonRecord): readonly JsonRecord[] {
  const entries = childrenOf(index).filter(
    (entry) =>
      stringAt(recordAt(entry, "annotations"), "vnd.docker.reference.type") !==
      "attestation-manifest",
  );
  const image = entries.find((entry) => platformOf(entry) === "linux/amd64");
  const rest = entries.filter((entry) => /^(unknown\/unknown)?$/.test(platformOf(entry)));
  return image === undefined ? rest : [image, ...rest];
}

/** `linux/amd64`; empty when the entry has none. */
function platformOf(entry: JsonRecord): string {
  const { os, architecture } = recordAt(entry, "platform") ?? {};
  return os === undefined && architecture === undefined ? "" : `${os}/${architecture}`;
}

/** The digests behind a tag: that of the manifest and, if it is an index, those of its images. Empty if there are none. */
export async function resolveTag(
  session: Pick<RegistrySession, "manifest">,
  tag: string,
): Promise<readonly string[]> {
  const { status, headers, body } = await session.manifest(tag);
  const digest = status === 200 ? headers.get("docker-content-digest") : undefined;
  if (digest === undefined) return [];
  return [digest, ...childrenOf(body).map((child) => parseDescriptor(child).digest)];
}

/** An image's configuration. */
export interface ImageConfig {
  /** Undefined: it has none. */
  readonly labels: JsonRecord | undefined;
  /** Digests of the layers before compression (`rootfs.diff_ids`). */
  readonly layers: readonly string[];
}

/**
 * Reads the configuration of an image in the registry, a blob (OCI image specification). Of an index, it reads
 * that of the image for linux/amd64.
 * @param digest `sha256:…` of the image or index.
 * @returns undefined when the registry does not return it.
 */
export async function readImageConfig(
  session: Pick<RegistrySession, "manifest" | "blob">,
  digest: string,
): Promise<ImageConfig | undefined> {
  const [manifest] = (await readManifests(session, digest)) ?? [];
  const configuration = stringAt(recordAt(manifest, "config"), "digest");
  if (configuration === undefined) return undefined;
  const blob = await session.blob(configuration);
  if (blob.status !== 200 || !isRecord(blob.body)) return undefined;
  return {
    labels: recordAt(recordAt(blob.body, "config"), "Labels"),
    layers: stringsAt(recordAt(blob.body, "rootfs"), "diff_ids"),
  };
}

/** Reads the labels of an image in the registry; undefined when the registry does not return them. */
export async function readLabels(
  session: Pick<RegistrySession, "manifest" | "blob">,
  digest: string,
): Promise<JsonRecord | undefined> {
  return (await readImageConfig(session, digest))?.labels;
}

/** A blob that is listed twice is pulled once. */
function distinct(blobs: readonly Blob[]): readonly Blob[] {
  return [...new Map(blobs.map((blob) => [blob.digest, blob])).values()];
}
