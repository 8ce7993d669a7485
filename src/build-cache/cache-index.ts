import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import * as v from "valibot";
import { type JsonRecord, parseJson, stringAt } from "../lib/json.ts";
import type { Blob } from "../registry/manifest.ts";

/** Label of a pushed image that holds the index of its build cache. */
export const CACHE_LABEL = "dev.push-to-replicate.build-cache";

/** More than the index of an image with the most layers that Docker allows, 127. Bytes. */
export const MAX_INDEX_BYTES = 1_000_000;
const MAX_LAYERS = 512;
const FORMAT = 1;

/**
 * What BuildKit exports with `type=registry`: a manifest of the layers, and a configuration that says which
 * step of the build made which layer (moby/buildkit, cache/remotecache/v1).
 */
export interface CacheIndex {
  readonly mediaType: string;
  readonly manifest: Buffer;
  readonly config: Buffer;
  readonly layers: readonly Blob[];
}

/** The index of an image, and how many seconds a build of it without the cache took. */
export interface LabeledIndex extends CacheIndex {
  readonly fullBuild: number;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const BLOB = v.object({
  digest: v.pipe(v.string(), v.regex(DIGEST)),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  mediaType: v.optional(v.string(), ""),
});
const BLOBS = v.optional(v.pipe(v.array(BLOB), v.maxLength(MAX_LAYERS)));
const MANIFEST = v.object({ config: v.optional(BLOB), layers: BLOBS, manifests: BLOBS });
const TEXT = v.pipe(v.string(), v.nonEmpty());
const LABEL = v.object({
  v: v.literal(FORMAT),
  type: TEXT,
  manifest: TEXT,
  config: TEXT,
  seconds: v.pipe(v.number(), v.minValue(0), v.maxValue(1e6)),
});

/** `sha256:…` of some bytes. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Whether a text is a digest that a registry's path may hold. */
export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/**
 * Writes an index as the value of a label: some KB.
 * @returns base64 of gzipped JSON, which needs no escaping anywhere.
 */
export function formatIndexLabel({ mediaType, manifest, config, fullBuild }: LabeledIndex): string {
  const value: v.InferInput<typeof LABEL> = {
    v: FORMAT,
    type: mediaType,
    manifest: manifest.toString("utf8"),
    config: config.toString("utf8"),
    seconds: Math.round(fullBuild * 10) / 10,
  };
  return gzipSync(JSON.stringify(value), { level: 9 }).toString("base64");
}

/**
 * Reads the index from an image's labels. Anyone who can push to the model can have written it: nothing in it is
 * used that does not fit together.
 * @returns undefined when there is no such label.
 * @throws {Error} when it is unreadable.
 */
export function readIndexLabel(labels: JsonRecord): LabeledIndex | undefined {
  const label = stringAt(labels, CACHE_LABEL) ?? "";
  if (label === "") return undefined;
  if (label.length > MAX_INDEX_BYTES) throw new Error("the label is too long");
  const json = gunzipSync(Buffer.from(label, "base64"), { maxOutputLength: 4 * MAX_INDEX_BYTES });
  const { type, manifest, config, seconds } = parse(LABEL, "label", json);
  const index = assembleIndex(type, Buffer.from(manifest), Buffer.from(config));
  return { ...index, fullBuild: seconds };
}

/**
 * Puts together what BuildKit uploaded.
 * @throws {Error} when the manifest is not one of a cache, or does not belong to the configuration.
 */
export function assembleIndex(mediaType: string, manifest: Buffer, config: Buffer): CacheIndex {
  const { layers, configDigest } = parseManifest(manifest);
  if (digestOf(config) !== configDigest)
    throw new Error("the configuration has another digest than the manifest names");
  return { mediaType, manifest, config, layers };
}

/**
 * Reads a cache manifest: an image manifest, or an index whose entries are layers (`image-manifest=false`).
 * @throws {Error} when it is neither.
 */
export function parseManifest(manifest: Buffer) {
  const value = parse(MANIFEST, "manifest", manifest);
  const blobs = value.manifests ?? value.layers;
  const config = value.config ?? blobs?.find((blob) => blob.mediaType.includes("cacheconfig"));
  if (blobs === undefined || config === undefined)
    throw new Error("the manifest does not name layers and a configuration");
  const others = blobs.filter(({ digest }) => digest !== config.digest);
  const layers: readonly Blob[] = others.map(({ digest, size }) => ({ digest, size }));
  return { layers, configDigest: config.digest };
}

/** @throws {Error} that names the first field which is invalid, but not its value: anybody can have written it. */
function parse<S extends v.GenericSchema>(schema: S, name: string, json: Buffer) {
  const result = v.safeParse(schema, parseJson(json.toString("utf8")), { abortEarly: true });
  if (result.success) return result.output;
  const field = v.getDotPath(result.issues[0]);
  throw new Error(
    field === null ? `the ${name} is not a JSON object` : `"${field}" of the ${name} is invalid`,
  );
}
