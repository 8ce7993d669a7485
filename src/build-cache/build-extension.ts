import {
  assembleIndex,
  CACHE_LABEL,
  type CachedLayer,
  type CacheIndex,
  type FullBuild,
  formatIndexLabel,
} from "./cache-index.ts";
import type { CacheRegistry } from "./cache-registry.ts";
import type { SolveHandler } from "./grpc-exchange.ts";
import type { Importable } from "./layer-source.ts";
import { encodeCaches, encodeLabel, type SolveRequest } from "./solve-request.ts";

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
      /** What a build without the cache took, when it was measured. */
      readonly fullBuild: FullBuild;
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
  readonly log: (line: string) => void;
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
  #outcome: CacheOutcome = { kind: "unused" };
  #seconds: FullBuild = { kind: "unknown" };

  /** @param now milliseconds. */
  constructor(target: BuildTarget, now: () => number = Date.now) {
    this.#target = target;
    this.#now = now;
  }

  extend(request: SolveRequest): Buffer {
    if (request.kind === "other" || request.exporter !== "moby") return NOTHING;
    if (request.addsLabels) return this.#addLabel();
    return this.#isMainBuild(request) ? this.#addCaches(request) : NOTHING;
  }

  finished(request: SolveRequest): void {
    if (request !== this.#main) return;
    this.#seconds = { kind: "measured", seconds: (this.#now() - this.#startedAt) / 1000 };
  }

  outcome(): CacheOutcome {
    return this.#outcome;
  }

  /**
   * The first build makes the image; later ones without labels add a file or a variable to it, and their cache
   * would replace the first one's. `--separate-weights` builds an image of the weights before.
   */
  #isMainBuild({ image, noCache, isWhole }: SolveRequest & { kind: "solve" }): boolean {
    const isFirst = this.#main.kind === "other";
    return isFirst && isWhole && !noCache && image !== `${this.#target.image}-weights`;
  }

  #addCaches(request: SolveRequest): Buffer {
    const { importable, registry } = this.#target;
    this.#main = request;
    this.#startedAt = this.#now();
    const entry = { type: "registry" } as const;
    const exports = [
      // An export that fails is not worth a build that fails.
      {
        ...entry,
        attributes: { ref: registry.exportReference, mode: "min", "ignore-error": "true" },
      },
    ];
    const imports =
      importable.kind === "index"
        ? [{ ...entry, attributes: { ref: registry.importReference } }]
        : [];
    return encodeCaches(exports, imports);
  }

  #addLabel(): Buffer {
    const { registry, log } = this.#target;
    const exported = registry.exported();
    if (exported.kind === "none") return NOTHING;
    try {
      const { mediaType, manifest, config } = exported;
      const index = assembleIndex(mediaType, manifest, config, { kind: "unknown" });
      const fullBuild = this.#summarize(index);
      const label = formatIndexLabel({ ...index, fullBuild });
      log(`build cache: label of ${label.length} bytes for ${index.layers.length} layers`);
      return encodeLabel(CACHE_LABEL, label);
    } catch (error) {
      log(`build cache: no label: ${error instanceof Error ? error.message : String(error)}`);
      return NOTHING;
    }
  }

  /** @returns what a build without the cache is known to take: this one, or what the imported index says. */
  #summarize({ layers }: CacheIndex): FullBuild {
    const { importable } = this.#target;
    const imported = importable.kind === "index" ? importable.index.layers : [];
    const known = new Set(imported.map(({ digest }) => digest));
    const reused = layers.filter(({ digest }) => known.has(digest));
    const fullBuild =
      importable.kind === "index" && reused.length > 0 ? importable.index.fullBuild : this.#seconds;
    const seconds = this.#seconds.kind === "measured" ? this.#seconds.seconds : 0;
    this.#outcome = { kind: "used", reused: sum(reused), total: sum(layers), seconds, fullBuild };
    return fullBuild;
  }
}

function sum(layers: readonly CachedLayer[]): LayerSum {
  return { layers: layers.length, bytes: layers.reduce((bytes, { size }) => bytes + size, 0) };
}
