import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { isRecord, type JsonRecord, parseJson, stringAt } from "../lib/json.ts";

/** Label of a pushed image that holds the index of its build cache. */
export const CACHE_LABEL = "dev.push-to-replicate.build-cache";

/** More than the index of an image with the most layers that Docker allows, 127. Bytes. */
export const MAX_INDEX_BYTES = 1_000_000;
const MAX_LAYERS = 512;
const FORMAT = 1;

/** A layer as BuildKit's cache names it. */
export interface CachedLayer {
  readonly digest: string;
  /** Bytes, compressed. */
  readonly size: number;
}

/**
 * What BuildKit exports with `type=registry`: a manifest of the layers, and a configuration that says which
 * step of the build made which layer (moby/buildkit, cache/remotecache/v1).
 */
export interface CacheIndex {
  readonly mediaType: string;
  readonly manifest: Buffer;
  readonly config: Buffer;
  readonly layers: readonly CachedLayer[];
  /** Seconds that a build without the cache took, when that is known. */
  readonly fullBuild: FullBuild;
}

export type FullBuild =
  | { readonly kind: "measured"; readonly seconds: number }
  | { readonly kind: "unknown" };

/** What a label was read as. */
export type IndexLabel =
  | { readonly kind: "index"; readonly index: CacheIndex }
  | { readonly kind: "none" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** `sha256:…` of some bytes. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Whether a text is a digest that a registry's path may hold. */
export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

/**
 * Writes an index as the value of a label: some KB.
 * @returns base64 of gzipped JSON, which needs no escaping anywhere.
 */
export function formatIndexLabel({ mediaType, manifest, config, fullBuild }: CacheIndex): string {
  const value = {
    v: FORMAT,
    type: mediaType,
    manifest: manifest.toString("utf8"),
    config: config.toString("utf8"),
    ...(fullBuild.kind === "measured" && { seconds: Math.round(fullBuild.seconds * 10) / 10 }),
  };
  return gzipSync(JSON.stringify(value), { level: 9 }).toString("base64");
}

/**
 * Reads the index from an image's labels. Whoever can push to the model can have written it: nothing in it is
 * used that does not fit together.
 */
export function readIndexLabel(labels: JsonRecord): IndexLabel {
  const label = stringAt(labels, CACHE_LABEL);
  if (label === undefined || label === "") return { kind: "none" };
  try {
    return { kind: "index", index: parseLabel(label) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: "unreadable", reason };
  }
}

/**
 * Puts together what BuildKit uploaded.
 * @throws {Error} when the manifest is not one of a cache, or does not belong to the configuration.
 */
export function assembleIndex(
  mediaType: string,
  manifest: Buffer,
  config: Buffer,
  fullBuild: FullBuild,
): CacheIndex {
  const { layers, configDigest } = parseManifest(manifest);
  if (digestOf(config) !== configDigest)
    throw new Error("the configuration has another digest than the manifest names");
  return { mediaType, manifest, config, layers, fullBuild };
}

/**
 * Reads a cache manifest: an image manifest, or an index whose entries are layers (`image-manifest=false`).
 * @throws {Error} when it is neither.
 */
export function parseManifest(manifest: Buffer): {
  readonly layers: readonly CachedLayer[];
  readonly configDigest: string;
} {
  const value = parseJson(manifest.toString("utf8"));
  if (!isRecord(value)) throw new Error("the manifest is not a JSON object");
  const listed = value["manifests"] ?? value["layers"];
  if (!Array.isArray(listed) || listed.length > MAX_LAYERS)
    throw new Error("the manifest has no list of layers");
  const blobs = listed.map(parseDescriptor);
  const config = isRecord(value["config"])
    ? parseDescriptor(value["config"])
    : blobs.find(({ mediaType }) => mediaType.includes("cacheconfig"));
  if (config === undefined) throw new Error("the manifest names no configuration");
  const layers = blobs.filter(({ digest }) => digest !== config.digest);
  return {
    layers: layers.map(({ digest, size }) => ({ digest, size })),
    configDigest: config.digest,
  };
}

function parseLabel(label: string): CacheIndex {
  if (label.length > MAX_INDEX_BYTES) throw new Error("the label is too long");
  const json = gunzipSync(Buffer.from(label, "base64"), { maxOutputLength: 4 * MAX_INDEX_BYTES });
  const value = parseJson(json.toString("utf8"));
  if (!isRecord(value)) throw new Error("the label does not hold a JSON object");
  if (value["v"] !== FORMAT) throw new Error("the label was written by another version");
  const { seconds } = value;
  const isMeasured = typeof seconds === "number" && seconds >= 0 && seconds < 1e6;
  return assembleIndex(
    requiredText(value, "type"),
    Buffer.from(requiredText(value, "manifest")),
    Buffer.from(requiredText(value, "config")),
    isMeasured ? { kind: "measured", seconds } : { kind: "unknown" },
  );
}

function requiredText(record: JsonRecord, key: string): string {
  const text = stringAt(record, key);
  if (text === undefined || text === "") throw new Error(`the label has no "${key}"`);
  return text;
}

function parseDescriptor(value: unknown): CachedLayer & { readonly mediaType: string } {
  const record: JsonRecord = isRecord(value) ? value : {};
  const { size } = record;
  const digest = stringAt(record, "digest") ?? "";
  if (!isDigest(digest)) throw new Error("a layer has no digest");
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0)
    throw new Error("a layer has no size");
  return { digest, size, mediaType: stringAt(record, "mediaType") ?? "" };
}
