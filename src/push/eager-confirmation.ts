import type { ImageParts } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import type { Version } from "../replicate/parse.ts";
import { type Confirmation, lookUpNamed } from "./confirm-version.ts";
import { readImageSize } from "./image-size.ts";

/**
 * Asks about an image as soon as Docker has named it, while Cog goes on: since 0.20 it asks the registry for
 * the tag before it ends (pkg/model/resolver.go). Whether the push has ended well, only Cog's end tells.
 */
export class EagerConfirmation {
  readonly #registry: RegistrySession;
  readonly #confirmation: Omit<Confirmation, "patience">;
  readonly #isMeasured: boolean;
  readonly #versions = new Map<string, Promise<Version | undefined>>();
  readonly #sizes = new Map<string, Promise<ImageParts | undefined>>();

  /** @param isMeasured whether anybody asks what the image weighs. */
  constructor(confirmation: Omit<Confirmation, "patience">, isMeasured: boolean) {
    this.#registry = confirmation.registry;
    this.#confirmation = confirmation;
    this.#isMeasured = isMeasured;
  }

  /** @param digest `sha256:…` */
  begin(digest: string): void {
    const { api } = this.#confirmation;
    const asked = api && lookUpNamed([digest], api, this.#confirmation);
    // What comes of it too early is asked for again.
    const version = asked?.then((answer) => (answer?.ok ? answer.value : undefined));
    if (version)
      this.#versions.set(
        digest,
        version.catch(() => undefined),
      );
    void this.size(digest);
  }

  /** The version, if it was there when it was asked for. */
  async version(digest: string | undefined): Promise<Version | undefined> {
    return digest === undefined ? undefined : this.#versions.get(digest);
  }

  /** What the image weighs, asked for once. */
  async size(digest: string | undefined): Promise<ImageParts | undefined> {
    if (digest === undefined || !this.#isMeasured) return undefined;
    const size = this.#sizes.get(digest) ?? readImageSize(this.#registry, digest);
    this.#sizes.set(digest, size);
    return size;
  }
}
