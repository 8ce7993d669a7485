import pMap from "p-map";
import type { FetchResponse, Http, HttpOptions } from "../http/request.ts";
import { describeResponse } from "../http/unexpected-response.ts";
import type { Blob } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import type { LabeledIndex } from "./cache-index.ts";

/**
 * Requests a layer from the model's repository on its registry, following redirects.
 * @param range the value of a Range header; empty to read it from its beginning.
 * @throws {Error} when there is no response.
 */
export type LayerSource = (
  digest: string,
  range: string,
  signal: AbortSignal,
) => Promise<FetchResponse>;

/** What can be imported. */
export type Importable =
  | { readonly kind: "index"; readonly index: LabeledIndex; readonly source: LayerSource }
  | { readonly kind: "none" };

/** A repository on a registry. */
type Repository = Pick<RegistrySession, "blobRequest">;

/** Compressed once more, a layer would have neither its size nor its ranges. */
const UNCHANGED = { "accept-encoding": "identity" };
/** Requests at a time. */
const CONCURRENCY = 8;
/** Seconds for all of them. */
const CHECK_SECONDS = 20;

/** The layers of a repository. A redirect to another host is followed without the credential, as fetch does. */
export function layerSource(session: Repository, { fetch }: HttpOptions): LayerSource {
  return async (digest, range, signal) => {
    const { url, headers } = await session.blobRequest(digest);
    const own = { ...UNCHANGED, ...(range !== "" && { range }) };
    const request = { method: "GET", headers: { ...headers, ...own }, body: null, signal } as const;
    return fetch(url, { ...request, redirect: "follow" });
  };
}

/**
 * Asks the registry for the size of every layer. A build that is promised a layer that is gone fails, so
 * anything but a plain yes counts as no.
 * @throws {Error} with the reason why a layer cannot be used.
 */
export async function checkLayers(
  layers: readonly Blob[],
  session: Repository,
  http: Http,
  seconds: number = CHECK_SECONDS,
): Promise<void> {
  const distinct = new Map(layers.map((layer) => [layer.digest, layer]));
  const deadline = Date.now() + seconds * 1000;
  const check = async ({ digest, size }: Blob): Promise<void> => {
    const { url, headers: own } = await session.blobRequest(digest);
    const headers = { ...own, ...UNCHANGED };
    const response = await http({ method: "HEAD", url, headers, follow: true, deadline });
    const layer = `layer ${digest.slice(0, "sha256:".length + 12)}`;
    const actual = Number(response.headers.get("content-length"));
    if (response.status === 404) throw new Error(`${layer} no longer exists`);
    if (response.status !== 200) throw new Error(`${layer}: ${describeResponse(response)}`);
    if (actual !== size) throw new Error(`${layer} has ${actual} bytes instead of ${size}`);
  };
  await pMap(distinct.values(), check, { concurrency: CONCURRENCY });
}
