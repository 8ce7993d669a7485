import { createHash, randomUUID } from "node:crypto";

export interface Manifest {
  readonly digest: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** `sha256:` and the hex of some bytes. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** What the registry holds, in memory. Blobs are shared between repositories. */
export class Store {
  readonly blobs = new Map<string, Buffer>();
  readonly #manifests = new Map<string, Manifest>();
  readonly #uploads = new Map<string, Buffer[]>();

  /** A manifest by `repository` and tag or digest. */
  manifest(repository: string, reference: string): Manifest | undefined {
    return this.#manifests.get(`${repository}@${reference}`);
  }

  /** Keeps a manifest under its digest, and under the tag when it came by one. */
  putManifest(repository: string, reference: string, manifest: Manifest): void {
    this.#manifests.set(`${repository}@${manifest.digest}`, manifest);
    this.#manifests.set(`${repository}@${reference}`, manifest);
  }

  /** Adds all that another holds. */
  add(other: Store): void {
    for (const [digest, blob] of other.blobs) this.blobs.set(digest, blob);
    for (const [name, manifest] of other.#manifests) this.#manifests.set(name, manifest);
  }

  startUpload(): string {
    const id = randomUUID();
    this.#uploads.set(id, []);
    return id;
  }

  /** Bytes of an upload so far, with those given added; undefined when there is no such upload. */
  append(upload: string, bytes: Buffer): number | undefined {
    const chunks = this.#uploads.get(upload);
    if (chunks === undefined) return undefined;
    if (bytes.length > 0) chunks.push(bytes);
    return chunks.reduce((total, chunk) => total + chunk.length, 0);
  }

  /** Ends an upload: its bytes become a blob when they have that digest. */
  finishUpload(upload: string, digest: string): boolean {
    const blob = Buffer.concat(this.#uploads.get(upload) ?? []);
    this.#uploads.delete(upload);
    const isRight = digestOf(blob) === digest;
    if (isRight) this.blobs.set(digest, blob);
    return isRight;
  }

  dropUpload(upload: string): void {
    this.#uploads.delete(upload);
  }
}
