import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { digestOf, isDigest, MAX_INDEX_BYTES, parseManifest } from "./cache-index.ts";

/** What the build has exported. */
export type Exported =
  | {
      readonly kind: "cache";
      readonly mediaType: string;
      readonly manifest: Buffer;
      readonly config: Buffer;
    }
  | { readonly kind: "none" };

/** A request below the repository that a cache is exported to. */
export interface UploadRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** `blobs/…` or `manifests/…` */
  readonly path: string;
}

/** A cache has one configuration; whatever sends more blobs than these is not an export. */
const MAX_BLOBS = 16;

/** Takes the manifest and the configuration that BuildKit exports, and claims to have every layer. */
export class Uploads {
  readonly #blobs = new Map<string, Buffer>();
  #exported: Exported = { kind: "none" };

  /** The last manifest that was uploaded with its configuration. */
  exported(): Exported {
    return this.#exported;
  }

  /** Answers one request. Uploads are in one piece or as POST, PATCH, and PUT (OCI distribution specification). */
  async serve({ request, response, url, path }: UploadRequest): Promise<void> {
    const { method } = request;
    if (path.startsWith("manifests/") && method === "PUT")
      return this.#putManifest(request, response);
    if (path.startsWith("blobs/uploads/")) return this.#upload(request, response, url);
    const digest = path.slice("blobs/".length);
    const isLayer = /layer|rootfs/.test(request.headers.accept ?? "");
    // Layers are uploaded by the push that follows. The media type that is accepted tells them apart.
    const isKnown = this.#blobs.has(digest) || (isLayer && isDigest(digest));
    if (method !== "HEAD" || !path.startsWith("blobs/") || !isKnown)
      return void response.writeHead(404).end();
    const length = this.#blobs.get(digest)?.length ?? 1;
    response.writeHead(200, { "content-length": length, "docker-content-digest": digest }).end();
  }

  async #putManifest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const manifest = await readBody(request);
    const { configDigest } = parseManifest(manifest);
    const config = this.#blobs.get(configDigest);
    if (config === undefined) return void response.writeHead(400).end();
    const mediaType = request.headers["content-type"] ?? "";
    this.#exported = { kind: "cache", mediaType, manifest, config };
    response.writeHead(201, { "docker-content-digest": digestOf(manifest) }).end();
  }

  async #upload(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const bytes = await readBody(request);
    const digest = url.searchParams.get("digest");
    if (request.method === "POST" && digest === null) {
      const location = `${url.pathname.replace(/\/+$/, "")}/${randomUUID()}`;
      return void response.writeHead(202, { location }).end();
    }
    const isFull = this.#blobs.size >= MAX_BLOBS;
    if (digest === null || digest !== digestOf(bytes) || isFull)
      return void response.writeHead(400).end();
    this.#blobs.set(digest, bytes);
    response.writeHead(201, { "docker-content-digest": digest }).end();
  }
}

/** @throws {Error} when the body is longer than the index of any image. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_INDEX_BYTES) throw new Error("the upload is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
