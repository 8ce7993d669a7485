import { once } from "node:events";
import { createServer, type Server } from "node:http";

/** Docker's oldest and newest API that the stand-in claims; enough for `docker version`. */
const VERSION = {
  Version: "27.0.0",
  ApiVersion: "1.46",
  MinAPIVersion: "1.24",
  Os: "linux",
  Arch: "amd64",
};

/**
 * A stand-in for a machine's Docker daemon, on a unix socket: it answers that it is there, which is all
 * that the action asks. Nothing can be built with it; the stand-in cog needs no daemon.
 */
export async function startEngine(socketPath: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url?.replace(/^\/v[\d.]+/, "");
    response.setHeader("Api-Version", VERSION.ApiVersion);
    if (path === "/_ping") response.end("OK");
    else if (path === "/version")
      response.setHeader("Content-Type", "application/json").end(JSON.stringify(VERSION));
    else response.writeHead(404).end();
  });
  server.listen(socketPath);
  await once(server, "listening");
  return server;
}
