import { errorReason } from "../lib/errors.ts";
import { info } from "../lib/log.ts";
import { formatBytes, formatCount } from "../lib/units.ts";
import { readLabels } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { readIndexLabel } from "./cache-index.ts";
import { checkLayers, type Importable, layerSource } from "./layer-source.ts";
import { type BuildCachePreflight, reportUnused } from "./preflight.ts";

/** What the runs of Cog in this step use. */
export type BuildCache =
  | { readonly kind: "off" }
  | (Extract<BuildCachePreflight, { kind: "available" }> & { readonly importable: Importable });

/** An image that may carry a cache. */
export interface CacheOrigin {
  /** Of the repository that has the image. */
  readonly session: RegistrySession;
  /** `sha256:…`; undefined when the model has no version. */
  readonly digest: string | undefined;
  /** `acme/hotdog` */
  readonly model: string;
}

const NONE: Importable = { kind: "none" };

/**
 * Finds the cache that a build can import: of the first image that has one whose layers all exist.
 * @param origins in the order in which they are tried.
 */
export async function prepareBuildCache(
  preflight: BuildCachePreflight,
  origins: readonly (() => Promise<CacheOrigin>)[],
  runtime: Runtime,
): Promise<BuildCache> {
  if (preflight.kind === "unavailable") reportUnused(preflight.mode, preflight);
  if (preflight.kind !== "available") return { kind: "off" };
  for (const origin of origins) {
    const importable = await findImportable(origin, runtime);
    if (importable.kind === "index") return { ...preflight, importable };
  }
  return { ...preflight, importable: NONE };
}

async function findImportable(
  origin: () => Promise<CacheOrigin>,
  { http, httpOptions, signal }: Runtime,
): Promise<Importable> {
  let where = "the latest version";
  try {
    const { session, digest, model } = await origin();
    where += ` of ${model}`;
    if (digest === undefined) return NONE;
    const index = readIndexLabel((await readLabels(session, digest)) ?? {});
    if (index === undefined) {
      info(`Build cache: ${where} has none.`);
      return NONE;
    }
    await checkLayers(index.layers, session, http);
    const bytes = index.layers.reduce((sum, { size }) => sum + size, 0);
    const layers = formatCount(index.layers.length, "layer");
    info(`Build cache: ${where} has ${layers} (${formatBytes(bytes)}).`);
    return { kind: "index", index, source: layerSource(session, httpOptions) };
  } catch (error) {
    signal.throwIfAborted();
    info(`Build cache: that of ${where} is not used: ${errorReason(error)}.`);
    return NONE;
  }
}
