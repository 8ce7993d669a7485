import { once } from "node:events";
import { chmod } from "node:fs/promises";
import { connect as connectPlain, createServer, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { EngineAddress } from "../docker/client.ts";
import type { FrameStream } from "./frames.ts";
import { type ExtendSolve, GrpcExchange } from "./grpc-exchange.ts";

/**
 * Serves a Docker engine on a unix socket of this user's alone (mode 0600). All connections pass byte for
 * byte, but for the requests to build that `extendSolve` extends.
 * @param path of the socket; its directory has to exist.
 * @returns a function that ends all connections and removes the socket.
 * @throws {Error} of the file system when the socket can't be made.
 */
export async function startEngineProxy(
  path: string,
  engine: EngineAddress,
  extendSolve: ExtendSolve,
): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect(engine);
    track(client);
    track(upstream);
    const { request, response } = new GrpcExchange(extendSolve);
    relay(client, upstream, request);
    relay(upstream, client, response);
  });
  server.listen(path);
  await once(server, "listening");
  await chmod(path, 0o600);
  return async () => {
    for (const socket of sockets) socket.destroy();
    await server[Symbol.asyncDispose]();
  };
}

function connect(engine: EngineAddress): Socket {
  if (engine.kind !== "tls") return connectPlain({ ...engine, allowHalfOpen: true });
  const { host, port, ca, cert, key } = engine;
  // TLS takes over from the socket beneath it that either side can end alone.
  const socket = connectPlain({ host, port, allowHalfOpen: true });
  // A server name can't be an IP address (RFC 6066, section 3).
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const secure = connectTls({ socket, host, ca, cert, key, ...servername });
  socket.on("error", (error) => secure.destroy(error));
  return secure;
}

/** Forwards what one side sends, and the end of its stream. */
function relay(from: Socket, to: Socket, stream: FrameStream): void {
  const send = (pieces: readonly Buffer[]): void => {
    const [first = Buffer.alloc(0)] = pieces;
    // One write per chunk: gRPC's small frames would be many packets otherwise.
    const bytes = pieces.length === 1 ? first : Buffer.concat(pieces);
    if (bytes.length === 0 || to.destroyed || to.write(bytes)) return;
    from.pause();
    to.once("drain", () => from.resume());
  };
  from.on("data", (chunk: Buffer) => send(stream.push(chunk)));
  from.on("end", () => {
    send([stream.end()]);
    to.end();
  });
  // An error is followed by "close"; what has arrived before still goes out.
  from.on("error", () => {});
  from.on("close", () => to.destroySoon());
}
