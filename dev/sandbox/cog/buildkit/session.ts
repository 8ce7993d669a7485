import {
  type ClientHttp2Session,
  performServerHandshake,
  type ServerHttp2Session,
} from "node:http2";
import { Duplex } from "node:stream";
import { type ContextFile, diffCopy } from "./file-sync.ts";
import {
  frame,
  GrpcError,
  type Handler,
  messages,
  NOT_FOUND,
  openCall,
  serve,
  UNAVAILABLE,
} from "./grpc.ts";
import { encode, textOf } from "./message.ts";

const AUTH = "/moby.filesync.v1.Auth";
const HEALTHY = encode([[1, 1]]);

/** What the engine can ask a client for while it builds. */
export interface SessionContent {
  readonly directories: ReadonlyMap<string, readonly ContextFile[]>;
  /** By ID. */
  readonly secrets: ReadonlyMap<string, Buffer>;
}

function handlersFor({ directories, secrets }: SessionContent): ReadonlyMap<string, Handler> {
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
    ["/moby.buildkit.secrets.v1.Secrets/GetSecret", getSecret(secrets)],
    ["/grpc.health.v1.Health/Check", answer(HEALTHY)],
  ]);
}

/** A secret (moby/buildkit, session/secrets/secrets.proto): the ID is field 1, and so are its bytes in the response. */
function getSecret(secrets: ReadonlyMap<string, Buffer>): Handler {
  return async (stream) => {
    // The end of the reading is not the end of the stream.
    for await (const message of messages(stream.iterator({ destroyOnReturn: false }))) {
      const id = textOf(message, 1);
      const secret = secrets.get(id);
      if (secret === undefined) throw new GrpcError(NOT_FOUND, `secret ${id}: not found`);
      stream.write(frame(encode([[1, secret]])));
    }
  };
}

/**
 * Opens BuildKit's session: a call whose messages carry a connection of their own, in which the engine is the
 * client (moby/buildkit, session/grpchijack).
 */
export function openSession(
  connection: ClientHttp2Session,
  id: string,
  content: SessionContent,
): ServerHttp2Session {
  const handlers = handlersFor(content);
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
