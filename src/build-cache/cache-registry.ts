import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { digestOf } from "./cache-index.ts";
import type { Importable } from "./layer-source.ts";
import { type RegistryLimits, serveLayer } from "./serve-layer.ts";
import { type Exported, Uploads } from "./uploads.ts";

export interface CacheRegistry {
  /** `127.0.0.1:port/…`, for BuildKit to import from and to export to. */
  readonly importReference: string;
  readonly exportReference: string;
  exported(): Exported;
  /** Ends all connections. */
  close(): Promise<void>;
}

const LIMITS: RegistryLimits = { response: 30, idle: 60 };

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
  const uploads = new Uploads();
  const server = createServer((request, response) => {
    void answer(request, response, { secret, importable, uploads, limits });
  });
  server.requestTimeout = limits.response * 1000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${portOf(server)}`;
  return {
    importReference: `${host}/${secret}/import:cache`,
    exportReference: `${host}/${secret}/export:cache`,
    exported: () => uploads.exported(),
    close: () => close(server),
  };
}

interface Service {
  readonly secret: string;
  readonly importable: Importable;
  readonly uploads: Uploads;
  readonly limits: RegistryLimits;
}

/** A request of the registry API (OCI distribution specification). */
type Route =
  | { readonly kind: "base" }
  | { readonly kind: "import" | "export"; readonly path: string }
  | { readonly kind: "unknown" };

function readRoute(url: URL, secret: string): Route {
  if (url.pathname === "/v2/") return { kind: "base" };
  for (const kind of ["import", "export"] as const) {
    const prefix = `/v2/${secret}/${kind}/`;
    if (url.pathname.startsWith(prefix)) return { kind, path: url.pathname.slice(prefix.length) };
  }
  return { kind: "unknown" };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  service: Service,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://registry");
  const timer = setTimeout(() => {
    if (!response.headersSent) fail(response, 504);
  }, service.limits.response * 1000);
  try {
    const route = readRoute(url, service.secret);
    if (route.kind === "base") response.writeHead(200).end();
    else if (route.kind === "import") await serveImport(request, response, route.path, service);
    else if (route.kind === "export")
      await service.uploads.serve({ request, response, url, path: route.path });
    else fail(response, 404);
  } catch {
    fail(response, 502);
  } finally {
    clearTimeout(timer);
  }
}

async function serveImport(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { importable, limits }: Service,
): Promise<void> {
  const [type, reference = ""] = path.split("/");
  const isReading = request.method === "GET" || request.method === "HEAD";
  if (importable.kind === "none" || !isReading) return fail(response, 404);
  const { index, source } = importable;
  const { manifest, config, mediaType } = index;
  const names = ["cache", digestOf(manifest)];
  if (type === "manifests" && names.includes(reference))
    return send(request, response, manifest, mediaType);
  if (type !== "blobs") return fail(response, 404);
  if (reference === digestOf(config))
    return send(request, response, config, "application/octet-stream");
  const layer = index.layers.find(({ digest }) => digest === reference);
  if (layer === undefined) return fail(response, 404);
  await serveLayer({ request, response, layer, source }, limits);
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
  contentType: string,
): void {
  response.writeHead(200, {
    "content-type": contentType,
    "content-length": bytes.length,
    "docker-content-digest": digestOf(bytes),
  });
  response.end(request.method === "HEAD" ? undefined : bytes);
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

async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
