import type { Blob } from "../registry/manifest.ts";
import { CACHE_LABEL, type CacheIndex, formatIndexLabel } from "./cache-index.ts";
import type { CacheRegistry } from "./cache-registry.ts";
import type { Importable } from "./layer-source.ts";
import { encodeExport, encodeImport, encodeLabel, type SolveRequest } from "./solve-request.ts";

/** What became of the cache in the runs of Cog of one step. */
export type CacheOutcome =
  /** Cog built nothing that could be extended. */
  | { readonly kind: "unused" }
  | {
      readonly kind: "used";
      /** Layers of the image that were imported. */
      readonly reused: LayerSum;
      /** All layers of the image, before Cog adds its labels. */
      readonly total: LayerSum;
      /** Seconds that the build took, until Cog added its labels. */
      readonly seconds: number;
      /** Seconds that a build without the cache took. */
      readonly fullBuild: number;
    };

interface LayerSum {
  readonly layers: number;
  readonly bytes: number;
}

/** What one run of Cog builds, and with what. */
interface BuildTarget {
  /** Name of the image that Cog is to push: `r8.im/acme/hotdog`. */
  readonly image: string;
  readonly importable: Importable;
  readonly registry: Pick<CacheRegistry, "importReference" | "exportReference" | "exported">;
  /** Of the runs before this one in the same step. What they built is in the engine's own cache, so this one is not measured. */
  readonly earlier: CacheOutcome;
}

const NOTHING = Buffer.alloc(0);

/**
 * Adds the cache to the builds of one run of Cog: its import and export to the main build, and the index that
 * this exported to the build that adds Cog's labels, whose image is pushed.
 */
export class BuildExtension {
  readonly #target: BuildTarget;
  readonly #now: () => number;
  #hasMain = false;
  #startedAt = 0;
  #outcome: CacheOutcome;

  /** @param now milliseconds. */
  constructor(target: BuildTarget, now: () => number = Date.now) {
    this.#target = target;
    this.#outcome = target.earlier;
    this.#now = now;
  }

  get outcome(): CacheOutcome {
    return this.#outcome;
  }

  /** @returns fields to add to a request to build; empty to leave it as it is. */
  extend(request: SolveRequest): Buffer {
    if (request.kind === "other" || request.exporter !== "moby") return NOTHING;
    if (request.addsLabels) return this.#addLabel();
    // The first build makes the image; later ones without labels add a file or a variable to it, and their cache
    // would replace the first one's. `--separate-weights` builds an image of the weights before.
    const isWeights = request.image === `${this.#target.image}-weights`;
    const isMain = !this.#hasMain && request.isWhole && !request.noCache && !isWeights;
    return isMain ? this.#addCaches() : NOTHING;
  }

  #addCaches(): Buffer {
    const { importable, registry } = this.#target;
    this.#hasMain = true;
    this.#startedAt = this.#now();
    // An export that fails is not worth a build that fails.
    const options = { ref: registry.exportReference, mode: "min", "ignore-error": "true" };
    const added = encodeExport(options);
    return importable.kind === "none"
      ? added
      : Buffer.concat([added, encodeImport({ ref: registry.importReference })]);
  }

  #addLabel(): Buffer {
    const exported = this.#target.registry.exported();
    if (exported.kind === "none") return NOTHING;
    if (this.#outcome.kind === "unused") this.#outcome = this.#measure(exported.index);
    const { fullBuild } = this.#outcome;
    return encodeLabel(CACHE_LABEL, formatIndexLabel({ ...exported.index, fullBuild }));
  }

  #measure({ layers }: CacheIndex): Extract<CacheOutcome, { kind: "used" }> {
    const { importable } = this.#target;
    const imported = importable.kind === "index" ? importable.index.layers : [];
    const known = new Set(imported.map(({ digest }) => digest));
    const reused = layers.filter(({ digest }) => known.has(digest));
    const seconds = (this.#now() - this.#startedAt) / 1000;
    // A build that reused nothing is one without the cache.
    const isFull = importable.kind === "none" || reused.length === 0;
    const fullBuild = isFull ? seconds : importable.index.fullBuild;
    return { kind: "used", reused: sum(reused), total: sum(layers), seconds, fullBuild };
  }
}

function sum(layers: readonly Blob[]): LayerSum {
  return { layers: layers.length, bytes: layers.reduce((bytes, { size }) => bytes + size, 0) };
}
