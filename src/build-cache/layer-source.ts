import pMap from "p-map";
import type { FetchResponse, HttpOptions } from "../http/request.ts";
import { abortable } from "../lib/sleep.ts";
import type { Blob } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import type { LabeledIndex } from "./cache-index.ts";

/**
 * Requests a layer from the model's repository on its registry, following redirects.
 * @param range the value of a Range header; empty to read it from its beginning.
 * @throws {Error} when there is no response.
 */
export type LayerSource = (
  method: "GET" | "HEAD",
  digest: string,
  range: string,
  signal: AbortSignal,
) => Promise<FetchResponse>;

/** What can be imported. */
export type Importable =
  | { readonly kind: "index"; readonly index: LabeledIndex; readonly source: LayerSource }
  | { readonly kind: "none" };

/** The layers of a repository. A redirect to another host is followed without the credential, as fetch does. */
export function layerSource(session: RegistrySession, { fetch }: HttpOptions): LayerSource {
  return async (method, digest, range, signal) => {
    const { url, headers } = await session.blobRequest(digest);
    // Compressed once more, a layer would have neither its size nor its ranges.
    const own = { "accept-encoding": "identity", ...(range !== "" && { range }) };
    const request = { method, headers: { ...headers, ...own }, body: null, signal };
    return fetch(url, { ...request, redirect: "follow" });
  };
}

/** Requests at a time. */
const CONCURRENCY = 8;
/** Seconds for all of them. */
const CHECK_SECONDS = 20;

/**
 * Asks the registry for the size of every layer. A build that is promised a layer that is gone fails, so
 * anything but a plain yes counts as no.
 * @throws {Error} with the reason why a layer cannot be used.
 */
export async function checkLayers(
  layers: readonly Blob[],
  source: LayerSource,
  signal: AbortSignal,
  seconds: number = CHECK_SECONDS,
): Promise<void> {
  const distinct = new Map(layers.map((layer) => [layer.digest, layer]));
  const stop = new AbortController();
  const limit = AbortSignal.any([signal, stop.signal, AbortSignal.timeout(seconds * 1000)]);
  try {
    await pMap(distinct.values(), (layer) => checkLayer(layer, source, limit), {
      concurrency: CONCURRENCY,
    });
  } finally {
    signal.throwIfAborted();
    stop.abort();
  }
}

async function checkLayer(
  { digest, size }: Blob,
  source: LayerSource,
  signal: AbortSignal,
): Promise<void> {
  const layer = `layer ${digest.slice(0, "sha256:".length + 12)}`;
  let response: FetchResponse;
  try {
    response = await abortable(source("HEAD", digest, "", signal), signal);
  } catch (error) {
    throw signal.aborted ? new Error(`the registry did not answer for ${layer} in time`) : error;
  }
  const { status, headers } = response;
  const actual = Number(headers.get("content-length"));
  if (status === 404) throw new Error(`${layer} no longer exists`);
  if (status !== 200) throw new Error(`the registry answered HTTP ${status} for ${layer}`);
  if (actual !== size) throw new Error(`${layer} has ${actual} bytes instead of ${size}`);
}
