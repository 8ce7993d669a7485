import type { Blob } from "../registry/manifest.ts";
import {
  CACHE_LABEL,
  type CacheIndex,
  formatIndexLabel,
  type LabeledIndex,
} from "./cache-index.ts";
import type { CacheRegistry } from "./cache-registry.ts";
import type { SolveHandler } from "./grpc-exchange.ts";
import type { Importable } from "./layer-source.ts";
import { encodeExport, encodeImport, encodeLabel, type SolveRequest } from "./solve-request.ts";

/** What became of the cache in one run of Cog. */
export type CacheOutcome =
  /** Cog built nothing that could be extended. */
  | { readonly kind: "unused" }
  | {
      readonly kind: "used";
      /** Layers of the image that were imported. */
      readonly reused: LayerSum;
      /** All layers of the image, before Cog adds its labels. */
      readonly total: LayerSum;
      /** Seconds that the build took. */
      readonly seconds: number;
      /** Seconds that a build without the cache took, when it was measured. */
      readonly fullBuild: LabeledIndex["fullBuild"];
    };

export interface LayerSum {
  readonly layers: number;
  readonly bytes: number;
}

/** What one run of Cog builds, and with what. */
export interface BuildTarget {
  /** Name of the image that Cog is to push: `r8.im/acme/hotdog`. */
  readonly image: string;
  readonly importable: Importable;
  readonly registry: Pick<CacheRegistry, "importReference" | "exportReference" | "exported">;
}

const NOTHING = Buffer.alloc(0);

/**
 * Adds the cache to the builds of one run of Cog: its import and export to the main build, and the index that
 * this exported to the build that adds Cog's labels, whose image is pushed.
 */
export class BuildExtension implements SolveHandler {
  readonly #target: BuildTarget;
  readonly #now: () => number;
  #main: SolveRequest = { kind: "other" };
  #startedAt = 0;
  #seconds: number | "unknown" = "unknown";
  #outcome: CacheOutcome = { kind: "unused" };

  /** @param now milliseconds. */
  constructor(target: BuildTarget, now: () => number = Date.now) {
    this.#target = target;
    this.#now = now;
  }

  get outcome(): CacheOutcome {
    return this.#outcome;
  }

  extend(request: SolveRequest): Buffer {
    if (request.kind === "other" || request.exporter !== "moby") return NOTHING;
    if (request.addsLabels) return this.#addLabel();
    // The first build makes the image; later ones without labels add a file or a variable to it, and their cache
    // would replace the first one's. `--separate-weights` builds an image of the weights before.
    const isWeights = request.image === `${this.#target.image}-weights`;
    const isMain = this.#main.kind === "other" && request.isWhole && !request.noCache && !isWeights;
    return isMain ? this.#addCaches(request) : NOTHING;
  }

  finished(request: SolveRequest): void {
    if (request === this.#main) this.#seconds = (this.#now() - this.#startedAt) / 1000;
  }

  #addCaches(request: SolveRequest): Buffer {
    const { importable, registry } = this.#target;
    this.#main = request;
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
    const fullBuild = this.#summarize(exported.index);
    return encodeLabel(CACHE_LABEL, formatIndexLabel({ ...exported.index, fullBuild }));
  }

  /** @returns the duration of a build without the cache, if known: of this one, or the one in the imported index. */
  #summarize({ layers }: CacheIndex): LabeledIndex["fullBuild"] {
    const { importable } = this.#target;
    const imported = importable.kind === "index" ? importable.index.layers : [];
    const known = new Set(imported.map(({ digest }) => digest));
    const reused = layers.filter(({ digest }) => known.has(digest));
    const fullBuild =
      importable.kind === "index" && reused.length > 0 ? importable.index.fullBuild : this.#seconds;
    const seconds = this.#seconds === "unknown" ? 0 : this.#seconds;
    this.#outcome = { kind: "used", reused: sum(reused), total: sum(layers), seconds, fullBuild };
    return fullBuild;
  }
}

function sum(layers: readonly Blob[]): LayerSum {
  return { layers: layers.length, bytes: layers.reduce((bytes, { size }) => bytes + size, 0) };
}
