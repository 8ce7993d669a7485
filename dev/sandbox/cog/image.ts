import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { filesBelow, type TarEntry, tar } from "./tar.ts";

/** The media types of Docker's image format, in which Cog's images are pushed. */
const DOCKER = "application/vnd.docker";
export const MANIFEST_TYPE = `${DOCKER}.distribution.manifest.v2+json`;
const CONFIG_TYPE = `${DOCKER}.container.image.v1+json`;
const LAYER_TYPE = `${DOCKER}.image.rootfs.diff.tar.gzip`;

export interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Buffer;
}

export interface Layer extends Blob {
  /** Digest of the layer before compression; Docker's short names of layers come from these. */
  readonly diffId: string;
}

export interface Image {
  readonly layers: readonly Layer[];
  readonly config: Blob;
  readonly manifest: Blob;
}

/** Replaces the Python base image: the same in every build, so that it is pushed once. */
export const BASE_FILES: readonly TarEntry[] = [
  { path: "etc/os-release", content: Buffer.from('NAME="Sandbox base image"\n') },
];

/** The project's files, where Cog puts them. */
export function projectFiles(directory: string): TarEntry[] {
  return filesBelow(directory, "src/");
}

/** A real image of a base layer and the project's, with its labels. Equal input, equal digest. */
export function assembleImage(
  files: readonly TarEntry[],
  labels: Readonly<Record<string, string>>,
): Image {
  const layers = [layerOf(BASE_FILES), layerOf(files)];
  const config = jsonBlob(CONFIG_TYPE, {
    architecture: "amd64",
    os: "linux",
    config: { Labels: labels, WorkingDir: "/src", Cmd: ["python", "-m", "cog.server.http"] },
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
    history: [{ created_by: "base" }, { created_by: "COPY . /src" }],
  });
  const manifest = jsonBlob(MANIFEST_TYPE, {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: descriptor(config),
    layers: layers.map(descriptor),
  });
  return { layers, config, manifest };
}

/** Digests of the layers of such an image before compression. */
export function diffIdsOf(files: readonly TarEntry[]): string[] {
  return [BASE_FILES, files].map((layer) => sha256(tar(layer)));
}

/** What a manifest says of a blob. */
export function descriptor({ mediaType, digest, bytes }: Blob) {
  return { mediaType, size: bytes.length, digest };
}

export function jsonBlob(mediaType: string, value: object): Blob {
  return blobOf(mediaType, Buffer.from(JSON.stringify(value)));
}

export function blobOf(mediaType: string, bytes: Buffer): Blob {
  return { mediaType, digest: sha256(bytes), bytes };
}

function layerOf(files: readonly TarEntry[]): Layer {
  const archive = tar(files);
  return { ...blobOf(LAYER_TYPE, gzipSync(archive)), diffId: sha256(archive) };
}

function sha256(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
