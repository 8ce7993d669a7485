import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { abortable } from "../lib/sleep.ts";
import type { Blob } from "../registry/manifest.ts";
import { digestOf } from "./cache-index.ts";
import type { Importable, LayerSource } from "./layer-source.ts";
import { type Exported, Uploads } from "./uploads.ts";

export interface CacheRegistry {
  /** `127.0.0.1:port/…`, for BuildKit to import from and to export to. */
  readonly importReference: string;
  readonly exportReference: string;
  exported(): Exported;
  /** Ends all connections. */
  close(): Promise<void>;
}

interface RegistryLimits {
  /** Seconds for a response to begin. */
  readonly response: number;
  /** Seconds for the next piece of a layer. */
  readonly idle: number;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

const LIMITS: RegistryLimits = { response: 30, idle: 60 };
/** Headers of the model's registry that belong to the bytes of a layer. */
const PASSED = ["content-length", "content-range", "content-type", "accept-ranges"];

/**
 * Starts a registry on loopback that holds one cache to import and takes one that is exported, of both the
 * manifest and the configuration alone. Layers to import are read from the model's repository; those to
 * export it claims to have, because Cog pushes them with the image.
 *
 * BuildKit has no time limit of its own, and a hanging registry blocks every later build of the daemon: each
 * request here is answered in time, if only with an error.
 */
export async function startCacheRegistry(
  importable: Importable,
  limits: RegistryLimits = LIMITS,
): Promise<CacheRegistry> {
  // Other users of the machine can reach the port, and layers of a private model are not for them.
  const secret = randomBytes(16).toString("hex");
  const route = new RegExp(`^/v2/(?:${secret}/(import|export)/(.+))?$`);
  const imports = importAnswers(importable, limits.idle);
  const uploads = new Uploads();
  const answer: Answer = async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://registry");
    const [matched, repository, path = ""] = route.exec(pathname) ?? [];
    const imported = repository === "import" ? imports.get(path) : undefined;
    if (repository === "export") await uploads.serve(request, response, path);
    else if (imported !== undefined) await imported(request, response);
    else if (matched === "/v2/") response.writeHead(200).end();
    else fail(response, 404);
  };
  const server = createServer((request, response) => {
    void answerInTime(() => answer(request, response), response, limits.response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${portOf(server)}`;
  return {
    importReference: `${host}/${secret}/import:cache`,
    exportReference: `${host}/${secret}/export:cache`,
    exported: () => uploads.exported,
    close: async () => {
      server.closeAllConnections();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Responds with an error after a number of seconds, or if the work fails. */
async function answerInTime(
  work: () => Promise<void> | void,
  response: ServerResponse,
  seconds: number,
): Promise<void> {
  const timer = setTimeout(() => {
    if (!response.headersSent) fail(response, 504);
  }, seconds * 1000);
  try {
    await work();
  } catch {
    fail(response, 502);
  } finally {
    clearTimeout(timer);
  }
}

/** What a build can read of the cache that it imports, by path (OCI distribution specification). */
function importAnswers(importable: Importable, idleSeconds: number): ReadonlyMap<string, Answer> {
  if (importable.kind === "none") return new Map();
  const { index, source } = importable;
  const manifest = answerWith(index.manifest, index.mediaType);
  return new Map([
    ["manifests/cache", manifest],
    [`manifests/${digestOf(index.manifest)}`, manifest],
    [`blobs/${digestOf(index.config)}`, answerWith(index.config, "application/octet-stream")],
    ...index.layers.map((layer): [string, Answer] => [
      `blobs/${layer.digest}`,
      answerWithLayer(layer, source, idleSeconds),
    ]),
  ]);
}

function answerWith(bytes: Buffer, contentType: string): Answer {
  return ({ method }, response) => {
    response.writeHead(200, {
      "content-type": contentType,
      "content-length": bytes.length,
      "docker-content-digest": digestOf(bytes),
    });
    response.end(method === "HEAD" ? undefined : bytes);
  };
}

/**
 * Serves content of the model's repository. The bytes pass through here, so that the credential stays here.
 * BuildKit verifies their digest. It may take its time; only the registry may not.
 */
function answerWithLayer({ digest, size }: Blob, source: LayerSource, idleSeconds: number): Answer {
  return async ({ method, headers: { range = "" } }, response) => {
    response.setHeader("docker-content-digest", digest);
    // Its existence has been checked.
    if (method === "HEAD") return void response.writeHead(200, { "content-length": size }).end();
    const stop = new AbortController();
    response.once("close", () => stop.abort());
    const { status, headers, body } = await source(digest, range, stop.signal);
    if (status === 404) return fail(response, 404);
    if (status !== 200 && status !== 206) throw new Error(`HTTP ${status}`);
    for (const name of PASSED) {
      const value = headers.get(name);
      if (value !== undefined) response.setHeader(name, value);
    }
    response.writeHead(status);
    const chunks = body[Symbol.asyncIterator]();
    for (;;) {
      const timer = setTimeout(
        () => stop.abort(new Error("no answer in time")),
        idleSeconds * 1000,
      );
      const read = abortable(chunks.next(), stop.signal).finally(() => clearTimeout(timer));
      const { done, value } = await read;
      if (done) break;
      if (!response.write(value)) await once(response, "drain", { signal: stop.signal });
    }
    response.end();
  };
}

/** Ends a response with an error, or its connection when it has begun already. */
function fail(response: ServerResponse, status: number): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // Reading on would take as long as the client likes.
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end('{"errors":[{"code":"UNAVAILABLE","message":"build cache"}]}');
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}
