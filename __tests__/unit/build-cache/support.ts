import {
  assembleIndex,
  digestOf,
  type LabeledIndex,
} from "../../../src/build-cache/cache-index.ts";
import { encodeField, encodeMapEntry } from "../../../src/build-cache/protobuf.ts";
import type { Blob } from "../../../src/registry/manifest.ts";

/** The message of `cog push r8.im/acme/hot` with Cog 0.22.0 that asks for the main build, as it was sent. */
export const MAIN_BUILD = Buffer.from(
  "0a196b6b3235657a796b686d6433386b7336696c7a393367316b641a046d6f627922500a046e616d651248636f672d746d703a33616430636566326432623934636334653830633066376531303737646136666630363362376334613233393561306338353536626362653164383866326536" +
    "2a197a743569396a77657664646c7930766c797676786b35776f76320d646f636b657266696c652e76303a1d0a0673796e7461781213646f636b65722f646f636b657266696c653a313a170a08706c6174666f726d120b6c696e75782f616d6436343a160a0866696c656e616d65120a446f636b657266696c65" +
    "420a22080a06696e6c696e656a580a046d6f627912500a046e616d651248636f672d746d703a33616430636566326432623934636334653830633066376531303737646136666630363362376334613233393561306338353536626362653164383866326536",
  "hex",
);

export const MAIN_IMAGE =
  "cog-tmp:3ad0cef2d2b94cc4e80c0f7e1077da6ff063b7c4a2395a0c8556bcbe1d88f2e6";

export interface SolveParts {
  readonly exporter?: string;
  readonly image?: string;
  readonly frontend?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A request to build, as Cog writes one. */
export function solveMessage({
  exporter = "moby",
  image = MAIN_IMAGE,
  frontend = "dockerfile.v0",
  attributes = {},
}: SolveParts = {}): Buffer {
  return Buffer.concat([
    encodeField(1, "reference"),
    encodeField(3, exporter),
    encodeMapEntry(4, "name", image),
    encodeField(5, "session"),
    encodeField(6, frontend),
    ...Object.entries(attributes).map(([key, value]) => encodeMapEntry(7, key, value)),
    encodeField(8, encodeField(4, encodeField(1, "inline"))),
  ]);
}

/** A gRPC message with its prefix. */
export function grpcMessage(message: Buffer): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Cuts bytes where they are to be cut. */
export function cutAt(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const cuts = [...new Set(positions.map((at) => at % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...cuts].map((at, index) => bytes.subarray(at, cuts[index] ?? bytes.length));
}

/** Two layers, by what they hold. */
export const LAYER_BYTES = [Buffer.from("first layer"), Buffer.from("the second layer")];
export const LAYERS = LAYER_BYTES.map((bytes) => ({ digest: digestOf(bytes), size: bytes.length }));

/** A cache of these layers, as BuildKit exports one, of a build of a minute. */
export function cacheIndex(layers: readonly Blob[] = LAYERS): LabeledIndex {
  const config = Buffer.from(JSON.stringify({ layers: layers.map(({ digest }) => digest) }));
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: { digest: digestOf(config), size: config.length },
      layers,
    }),
  );
  return { ...assembleIndex(mediaType, manifest, config), fullBuild: 60 };
}
