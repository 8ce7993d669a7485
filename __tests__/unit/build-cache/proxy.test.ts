import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import {
  type ClientHttp2Session,
  performServerHandshake,
  type ServerHttp2Stream,
} from "node:http2";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  connectBuildKit,
  continueWith,
  readHead,
} from "../../../dev/sandbox/cog/buildkit/connection.ts";
import { startEngineProxy } from "../../../src/build-cache/engine-proxy.ts";
import { encodeLabel } from "../../../src/build-cache/solve-request.ts";
import { grpcMessage, MAIN_BUILD, solveMessage } from "./support.ts";

const EXTENSION = encodeLabel("added", "value");

/** An engine that becomes a server of HTTP/2, as Docker's does, and echoes what each stream was sent. */
async function grpcEngine(socket: Socket): Promise<void> {
  const { rest } = await readHead(socket);
  socket.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
  const session = performServerHandshake(continueWith(socket, rest));
  session.on("error", () => socket.destroy());
  session.on("stream", (stream: ServerHttp2Stream) => {
    stream.respond({ ":status": 200 }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.pipe(stream);
  });
}

let directory: string;
let ends: (() => unknown)[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "proxy-"));
  ends = [() => rm(directory, { recursive: true })];
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
});

async function start(engine: (socket: Socket) => unknown) {
  const path = join(directory, "engine");
  const server = createServer({ allowHalfOpen: true }, engine).listen(path);
  await once(server, "listening");
  ends.push(() => server.close());
  const socketPath = join(directory, "proxy");
  const closeProxy = await startEngineProxy(socketPath, { kind: "socket", path }, () => EXTENSION);
  let isOpen = true;
  const close = async () => {
    if (isOpen) await closeProxy();
    isOpen = false;
  };
  ends.push(close);
  return { socketPath, close };
}

async function connectGrpc(path: string): Promise<ClientHttp2Session> {
  const session = await connectBuildKit(`unix://${path}`);
  session.on("error", () => {});
  ends.push(() => session.destroy());
  return session;
}

async function call(session: ClientHttp2Session, message: Buffer): Promise<Buffer> {
  const stream = session.request({ ":method": "POST", ":path": "/service/call" });
  stream.end(message);
  return buffer(stream);
}

describe("the engine proxy", () => {
  it("extends a request to build between a client and a server of HTTP/2", async () => {
    const { socketPath } = await start(grpcEngine);
    const session = await connectGrpc(socketPath);
    const other = grpcMessage(Buffer.from("another message"));
    expect(await call(session, other)).toEqual(other);
    expect(await call(session, grpcMessage(MAIN_BUILD))).toEqual(
      grpcMessage(Buffer.concat([EXTENSION, MAIN_BUILD])),
    );
  });

  it("extends a request of many frames", async () => {
    const { socketPath } = await start(grpcEngine);
    const session = await connectGrpc(socketPath);
    const message = solveMessage({ attributes: { "label:a": "b".repeat(40_000) } });
    expect(await call(session, grpcMessage(message))).toEqual(
      grpcMessage(Buffer.concat([EXTENSION, message])),
    );
  });

  it("passes megabytes in both directions at once", async () => {
    const { socketPath } = await start(grpcEngine);
    const session = await connectGrpc(socketPath);
    const messages = [1, 2, 3].map((byte) => grpcMessage(Buffer.alloc(3_000_000, byte)));
    const echoes = await Promise.all(messages.map((message) => call(session, message)));
    // Byte for byte, which toEqual takes half a minute for.
    expect(echoes.map((echo, index) => messages[index]?.equals(echo))).toEqual([true, true, true]);
  });

  it("passes other connections, and the end of each direction by itself", async () => {
    const { socketPath } = await start((socket) => {
      const chunks: Buffer[] = [];
      socket.on("data", (chunk: Buffer) => chunks.push(chunk));
      socket.on("end", () => socket.end(Buffer.concat(chunks)));
    });
    const socket = connect({ path: socketPath, allowHalfOpen: true });
    const sent = Buffer.concat([
      Buffer.from("POST /build HTTP/1.1\r\n\r\n"),
      Buffer.alloc(2_000_000, 7),
    ]);
    socket.end(sent);
    expect(sent.equals(await buffer(socket))).toBe(true);
  });

  it("is accessible to this user only, and leaves no files", async () => {
    const { socketPath, close } = await start(grpcEngine);
    expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
    const idle = connect(socketPath);
    await once(idle, "connect");
    const session = await connectGrpc(socketPath);
    const isClosed = new Promise((resolve) => session.once("close", resolve));
    await Promise.all([close(), once(idle, "close"), isClosed]);
    expect(await readdir(directory)).toEqual(["engine"]);
  });

  it.each<[string, (socket: Socket) => void]>([
    ["ends", (socket) => socket.end()],
    ["breaks off", (socket) => socket.destroy()],
  ])("ends a connection when the engine %s", async (_case, engine) => {
    const { socketPath } = await start((socket) => socket.once("data", () => engine(socket)));
    const socket = connect(socketPath);
    socket.write("GET /_ping HTTP/1.1\r\n\r\n");
    expect(await buffer(socket)).toHaveLength(0);
  });

  it("ends a connection when there is no engine", async () => {
    const path = join(directory, "nobody");
    const socketPath = join(directory, "proxy");
    ends.push(await startEngineProxy(socketPath, { kind: "socket", path }, () => EXTENSION));
    expect(await buffer(connect(socketPath))).toHaveLength(0);
  });
});
