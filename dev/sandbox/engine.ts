import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { diffIdsOf } from "./cog/image.ts";
import { untar } from "./cog/tar.ts";
import { parseObject } from "./http/http.ts";

/** Docker's oldest and newest API that the stand-in claims; enough for `docker version`. */
const VERSION = {
  Version: "27.0.0",
  ApiVersion: "1.46",
  MinAPIVersion: "1.24",
  Os: "linux",
  Arch: "amd64",
};

/** Where the stand-in cog has the project's files in the context of a build. */
const PROJECT = "project/";

/** An image as far as it can be asked for. */
interface Image {
  readonly id: string;
  readonly labels: Readonly<Record<string, unknown>>;
  /** Digests of the layers. */
  readonly layers: readonly string[];
}

/** Images by their names, as `keyOf` writes them. */
type Images = Map<string, Image>;

/**
 * A stand-in for a machine's Docker daemon, on a unix socket: it answers that it is there, takes builds, of
 * which it keeps labels and digests alone, and shows, lists, and removes those. Nothing can be run or pushed with it.
 * @param dataDirectory where it says that it keeps its data.
 */
export async function startEngine(
  socketPath: string,
  dataDirectory = dirname(socketPath),
): Promise<Server> {
  const images: Images = new Map();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://docker");
    const path = url.pathname.replace(/^\/v[\d.]+(?=\/)/, "");
    const name = /^\/images\/(.+)\/json$/.exec(path)?.[1];
    response.setHeader("Api-Version", VERSION.ApiVersion);
    if (path === "/_ping") response.end("OK");
    else if (path === "/version") send(response, 200, VERSION);
    else if (path === "/info")
      send(response, 200, { Name: hostname(), DockerRootDir: dataDirectory });
    else if (path === "/images/json") list(response, url.searchParams, images);
    else if (request.method === "DELETE" && path.startsWith("/images/"))
      remove(response, decodeURIComponent(path.slice("/images/".length)), images);
    else if (path === "/build" && request.method === "POST")
      void build(request, url.searchParams, images).then((lines) => response.end(lines));
    else if (name !== undefined) show(response, decodeURIComponent(name), images);
    else send(response, 404, { message: "page not found" });
  });
  server.listen(socketPath);
  await once(server, "listening");
  return server;
}

/** Keeps the labels and the digests of a build under all of its names; its answer is the stream of a classic build. */
async function build(
  request: IncomingMessage,
  parameters: URLSearchParams,
  images: Images,
): Promise<string> {
  const labels = parameters.get("labels") ?? "{}";
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const context = Buffer.concat(chunks);
  const id = `sha256:${createHash("sha256").update(labels).update(context).digest("hex")}`;
  const names = parameters.getAll("t");
  const files = untar(context).flatMap(({ path, ...file }) =>
    path.startsWith(PROJECT) ? [{ ...file, path: path.slice(PROJECT.length) }] : [],
  );
  const image = { id, labels: parseObject(labels) ?? {}, layers: diffIdsOf(files) };
  for (const name of names) images.set(keyOf(name), image);
  const lines = [
    { aux: { ID: id } },
    { stream: `Successfully built ${id.slice(7, 19)}\n` },
    ...names.map((name) => ({ stream: `Successfully tagged ${keyOf(name)}\n` })),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** GET /images/{name}/json: of what Docker returns, what names the image and its labels. */
function show(response: ServerResponse, name: string, images: Images): void {
  const image = images.get(keyOf(name));
  if (image === undefined) {
    send(response, 404, { message: `No such image: ${keyOf(name)}` });
    return;
  }
  const names = [...images].filter(([, { id }]) => id === image.id).map(([key]) => key);
  send(response, 200, {
    Id: image.id,
    RepoTags: names,
    Config: { Labels: image.labels },
    RootFS: { Type: "layers", Layers: image.layers },
  });
}

/** GET /images/json, by the filter `reference`: a name without its tag. */
function list(response: ServerResponse, parameters: URLSearchParams, images: Images): void {
  const wanted = parseObject(parameters.get("filters") ?? "{}")?.["reference"];
  const names = [...images.keys()].filter(
    (name) => !Array.isArray(wanted) || wanted.includes(name.replace(/:[^/:]+$/, "")),
  );
  const found = names.map((name) => ({ Id: images.get(name)?.id, RepoTags: [name] }));
  send(response, 200, found);
}

/** DELETE /images/{name}: the name goes, and the image with its last one. */
function remove(response: ServerResponse, name: string, images: Images): void {
  if (images.delete(keyOf(name))) send(response, 200, [{ Untagged: keyOf(name) }]);
  else send(response, 404, { message: `No such image: ${keyOf(name)}` });
}

/** A name as Docker shows it: with its tag, and without the host and the account that go without saying. */
function keyOf(name: string): string {
  const short = name.replace(/^docker\.io\/(?:library\/)?/, "");
  return /:[^/]+$/.test(short) ? short : `${short}:latest`;
}

function send(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
}
