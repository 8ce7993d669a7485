import { abortable } from "../lib/sleep.ts";
import type { CachedLayer, CacheIndex } from "./cache-index.ts";

/** A layer that is being read from the model's repository. */
export interface LayerResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Null when there is none. */
  readonly body: ReadableStream<Uint8Array> | null;
}

/** The model's repository on its registry, as far as layers are read from it. */
export interface LayerSource {
  /**
   * Requests a blob, following redirects.
   * @param range the value of a Range header; empty to read it from its beginning.
   * @throws {Error} when there is no response.
   */
  request(
    method: "GET" | "HEAD",
    digest: string,
    range: string,
    signal: AbortSignal,
  ): Promise<LayerResponse>;
}

/** What can be imported. */
export type Importable =
  | { readonly kind: "index"; readonly index: CacheIndex; readonly source: LayerSource }
  | { readonly kind: "none" };

/** Whether the registry still has all layers that an index names. */
export type LayerCheck =
  | { readonly kind: "complete" }
  | { readonly kind: "incomplete"; readonly reason: string };

/** Requests at a time. */
const CONCURRENCY = 8;
/** Seconds for all of them. */
const CHECK_SECONDS = 20;

/**
 * Asks the registry for the size of every layer. A build that is promised a layer that is gone fails, so
 * anything but a plain yes counts as no.
 */
export async function checkLayers(
  layers: readonly CachedLayer[],
  source: LayerSource,
  signal: AbortSignal,
  seconds: number = CHECK_SECONDS,
): Promise<LayerCheck> {
  const distinct = new Map(layers.map((layer) => [layer.digest, layer]));
  const queue = [...distinct.values()];
  const stop = new AbortController();
  const limit = AbortSignal.any([signal, stop.signal, AbortSignal.timeout(seconds * 1000)]);
  const reasons: string[] = [];
  const worker = async (): Promise<void> => {
    for (let layer = queue.shift(); layer !== undefined; layer = queue.shift()) {
      const reason = await missingReason(layer, source, limit);
      if (reason !== "") {
        reasons.push(reason);
        stop.abort();
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  signal.throwIfAborted();
  const [reason] = reasons;
  return reason === undefined ? { kind: "complete" } : { kind: "incomplete", reason };
}

/** @returns an empty text when the layer is there. */
async function missingReason(
  { digest, size }: CachedLayer,
  source: LayerSource,
  signal: AbortSignal,
): Promise<string> {
  const short = digest.slice(0, "sha256:".length + 12);
  try {
    const { status, headers } = await abortable(source.request("HEAD", digest, "", signal), signal);
    const actual = Number(headers.get("content-length"));
    if (status === 404) return `layer ${short} no longer exists`;
    if (status !== 200) return `the registry answered HTTP ${status} for layer ${short}`;
    return actual === size ? "" : `layer ${short} has ${actual} bytes instead of ${size}`;
  } catch (error) {
    if (signal.aborted) return `the registry did not answer for layer ${short} in time`;
    return error instanceof Error ? error.message : String(error);
  }
}
