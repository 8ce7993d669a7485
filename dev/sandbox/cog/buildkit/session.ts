import {
  type ClientHttp2Session,
  performServerHandshake,
  type ServerHttp2Session,
} from "node:http2";
import { Duplex } from "node:stream";
import { type ContextFile, diffCopy } from "./file-sync.ts";
import { frame, GrpcError, type Handler, messages, openCall, serve, UNAVAILABLE } from "./grpc.ts";
import { encode } from "./message.ts";

const AUTH = "/moby.filesync.v1.Auth";
const HEALTHY = encode([[1, 1]]);

/** What the engine can ask a client for while it builds. */
function handlersFor(
  directories: ReadonlyMap<string, readonly ContextFile[]>,
): ReadonlyMap<string, Handler> {
  const answer =
    (message: Buffer): Handler =>
    async (stream) => {
      stream.write(frame(message));
    };
  const refuse: Handler = async () => {
    throw new GrpcError(UNAVAILABLE, "client side tokens disabled");
  };
  return new Map([
    ["/moby.filesync.v1.FileSync/DiffCopy", diffCopy(directories)],
    // As Cog answers for registries that it has no credentials of (pkg/docker/buildkit.go).
    [`${AUTH}/Credentials`, answer(Buffer.alloc(0))],
    [`${AUTH}/FetchToken`, refuse],
    [`${AUTH}/GetTokenAuthority`, refuse],
    [`${AUTH}/VerifyTokenAuthority`, refuse],
    ["/grpc.health.v1.Health/Check", answer(HEALTHY)],
  ]);
}

/**
 * Opens BuildKit's session: a call whose messages carry a connection of their own, in which the engine is the
 * client (moby/buildkit, session/grpchijack).
 */
export function openSession(
  connection: ClientHttp2Session,
  id: string,
  directories: ReadonlyMap<string, readonly ContextFile[]>,
): ServerHttp2Session {
  const handlers = handlersFor(directories);
  const call = openCall(connection, "/moby.buildkit.v1.Control/Session", {
    "x-docker-expose-session-uuid": id,
    "x-docker-expose-session-name": "",
    "x-docker-expose-session-sharedkey": "",
    "x-docker-expose-session-grpc-method": [...handlers.keys()],
  });
  const inner = new Duplex({
    read: () => {},
    write: (chunk, _encoding, done) => {
      call.write(frame(encode([[1, chunk]])), done);
    },
    final: (done) => {
      call.end(done);
    },
  });
  call.on("error", () => inner.destroy());
  void relay(messages(call), inner);
  const server = performServerHandshake(inner);
  server.on("error", () => {});
  server.on("stream", (stream, headers) => void serve(handlers, stream, headers));
  return server;
}

async function relay(incoming: ReturnType<typeof messages>, inner: Duplex): Promise<void> {
  try {
    for await (const message of incoming) {
      const [data] = message.get(1) ?? [];
      if (Buffer.isBuffer(data)) inner.push(data);
    }
  } catch {
    // The connection has ended with the build.
  }
  inner.push(null);
}
