import type { ImageParts } from "../registry/manifest.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import type { Version } from "../replicate/parse.ts";
import { type Confirmation, lookUpNamed } from "./confirm-version.ts";
import { readImageSize } from "./image-size.ts";

/**
 * Queries the version and the size of an image as soon as Docker prints its digest, while Cog is still running: since
 * 0.20, it looks up the tag in the registry before it ends (pkg/model/resolver.go). Only Cog's exit code shows whether
 * the push succeeded.
 */
export class EagerConfirmation {
  readonly #confirmation: Omit<Confirmation, "patience">;
  readonly #isMeasured: boolean;
  readonly #versions = new Map<string, Promise<Version | undefined>>();
  readonly #sizes = new Map<string, Promise<ImageParts | undefined>>();

  /** @param isMeasured whether the size of the image is needed. */
  constructor(confirmation: Omit<Confirmation, "patience">, isMeasured: boolean) {
    this.#confirmation = confirmation;
    this.#isMeasured = isMeasured;
  }

  /** @param digest `sha256:…` */
  begin(digest: string): void {
    const { api } = this.#confirmation;
    if (api !== undefined) this.#versions.set(digest, this.#lookUp(digest, api));
    void this.size(digest);
  }

  /** The version, if it existed at the time of the query. */
  async version(digest: string | undefined): Promise<Version | undefined> {
    return digest === undefined ? undefined : this.#versions.get(digest);
  }

  /** The size of the image, queried once. */
  async size(digest: string | undefined): Promise<ImageParts | undefined> {
    if (digest === undefined || !this.#isMeasured) return undefined;
    const size = this.#sizes.get(digest) ?? readImageSize(this.#confirmation.registry, digest);
    this.#sizes.set(digest, size);
    return size;
  }

  /** An error here is not reported: confirmVersion queries again. */
  async #lookUp(digest: string, api: ReplicateApi): Promise<Version | undefined> {
    try {
      const answer = await lookUpNamed([digest], api, this.#confirmation);
      return answer?.ok ? answer.value : undefined;
    } catch {
      return undefined;
    }
  }
}
