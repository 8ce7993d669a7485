import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { abortable } from "../lib/sleep.ts";
import type { CachedLayer } from "./cache-index.ts";
import type { LayerSource } from "./layer-source.ts";

export interface RegistryLimits {
  /** Seconds for a response to begin. */
  readonly response: number;
  /** Seconds for the next piece of a layer. */
  readonly idle: number;
}

export interface LayerRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly layer: CachedLayer;
  readonly source: LayerSource;
}

/** Headers of the registry's response that belong to the bytes. */
const PASSED = ["content-length", "content-range", "content-type", "accept-ranges"];

/**
 * Answers a request for a layer with what the model's repository holds. The bytes pass through here, so that
 * the credential stays here. BuildKit verifies their digest.
 * @throws {Error} when the registry does not answer, or stops sending for longer than the limit.
 */
export async function serveLayer(
  { request, response, layer, source }: LayerRequest,
  limits: RegistryLimits,
): Promise<void> {
  const { digest, size } = layer;
  if (request.method === "HEAD") {
    // Its existence has been checked.
    response.writeHead(200, { "content-length": size, "docker-content-digest": digest }).end();
    return;
  }
  const stop = new AbortController();
  response.once("close", () => stop.abort());
  const range = request.headers.range ?? "";
  const { status, headers, body } = await withLimit(stop, limits.response, () =>
    source.request("GET", digest, range, stop.signal),
  );
  if ((status !== 200 && status !== 206) || body === null) {
    response.writeHead(status === 404 ? 404 : 502, { connection: "close" }).end();
    return;
  }
  response.writeHead(status, { ...passedHeaders(headers), "docker-content-digest": digest });
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await withLimit(stop, limits.idle, () => reader.read());
    if (done) break;
    // BuildKit may take its time; only the registry may not.
    if (!response.write(value)) await once(response, "drain", { signal: stop.signal });
  }
  response.end();
}

function passedHeaders(headers: Headers): Record<string, string> {
  const passed = PASSED.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(passed);
}

/** Waits for something so many seconds at most, and then aborts. */
async function withLimit<T>(
  stop: AbortController,
  seconds: number,
  work: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => stop.abort(new Error("no answer in time")), seconds * 1000);
  try {
    return await abortable(work(), stop.signal);
  } finally {
    clearTimeout(timer);
  }
}
