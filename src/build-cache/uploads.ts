import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readAll } from "../lib/byte-budget.ts";
import {
  assembleIndex,
  type CacheIndex,
  digestOf,
  isDigest,
  MAX_INDEX_BYTES,
  parseManifest,
} from "./cache-index.ts";

/** What the build has exported. */
export type Exported =
  | { readonly kind: "index"; readonly index: CacheIndex }
  | { readonly kind: "none" };

/** Takes the manifest and the configuration that BuildKit exports, and claims to have every layer. */
export class Uploads {
  readonly #blobs = new Map<string, Buffer>();
  #exported: Exported = { kind: "none" };

  /** The last manifest that was uploaded, with its configuration. */
  get exported(): Exported {
    return this.#exported;
  }

  /**
   * Answers a request of the repository (OCI distribution specification). BuildKit uploads a blob by POST and PUT.
   * @param path `blobs/…` or `manifests/…`
   * @throws {Error} when what is uploaded is not a part of a cache.
   */
  async serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const url = new URL(request.url ?? "/", "http://registry");
    switch (request.method) {
      case "HEAD":
        return this.#answerHead(path.slice("blobs/".length), request, response);
      case "POST":
        response.writeHead(202, { location: `${url.pathname}${randomUUID()}` }).end();
        return;
      case "PUT": {
        const bytes = await readAll(request, MAX_INDEX_BYTES);
        const digest = digestOf(bytes);
        if (path.startsWith("manifests/")) {
          const config = this.#blobs.get(parseManifest(bytes).configDigest) ?? Buffer.alloc(0);
          const index = assembleIndex(request.headers["content-type"] ?? "", bytes, config);
          this.#exported = { kind: "index", index };
        } else if (url.searchParams.get("digest") === digest) this.#blobs.set(digest, bytes);
        else throw new Error("the upload has another digest");
        response.writeHead(201, { "docker-content-digest": digest }).end();
        return;
      }
      default:
        response.writeHead(404).end();
    }
  }

  /** Layers are uploaded by the push that follows. The media type that is accepted tells them apart. */
  #answerHead(digest: string, request: IncomingMessage, response: ServerResponse): void {
    const isLayer = /layer|rootfs/.test(request.headers.accept ?? "") && isDigest(digest);
    const length = this.#blobs.get(digest)?.length ?? 1;
    if (!isLayer && !this.#blobs.has(digest)) response.writeHead(404).end();
    else
      response.writeHead(200, { "content-length": length, "docker-content-digest": digest }).end();
  }
}
