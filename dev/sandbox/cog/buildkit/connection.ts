import { once } from "node:events";
import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { connect, type Socket } from "node:net";
import { Duplex } from "node:stream";

const HEAD_END = "\r\n\r\n";

/** Connects to the BuildKit of a Docker engine, whose connection becomes HTTP/2 (Engine API, POST /grpc). */
export async function connectBuildKit(address: string): Promise<ClientHttp2Session> {
  const socket = open(address);
  const upgrade = ["Host: docker", "Connection: Upgrade", "Upgrade: h2c"];
  socket.write(["POST /grpc HTTP/1.1", ...upgrade].join("\r\n") + HEAD_END);
  const { head, rest } = await readHead(socket);
  if (!head.startsWith("HTTP/1.1 101 ")) throw new Error(`POST /grpc: ${head.split("\r\n")[0]}`);
  return connectHttp2("http://docker", { createConnection: () => continueWith(socket, rest) });
}

function open(address: string): Socket {
  if (address.startsWith("unix://")) return connect({ path: address.slice("unix://".length) });
  const { hostname, port } = new URL(address.replace("tcp:", "http:"));
  return connect({ host: hostname, port: Number(port) });
}

/** Reads the head of a response, and what has come with it. */
export async function readHead(socket: Socket): Promise<{ head: string; rest: Buffer }> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const end = bytes.indexOf(HEAD_END);
    if (end >= 0) {
      socket.pause();
      return {
        head: bytes.subarray(0, end).toString("latin1"),
        rest: bytes.subarray(end + HEAD_END.length),
      };
    }
    const [chunk] = await once(socket, "data");
    bytes = Buffer.concat([bytes, chunk]);
  }
}

/** A socket as a stream that begins with what has been read from it already. */
export function continueWith(socket: Socket, rest: Buffer): Duplex {
  const stream = new Duplex({
    read: () => {
      socket.resume();
    },
    write: (chunk, encoding, done) => {
      socket.write(chunk, encoding, done);
    },
    final: (done) => {
      socket.end(done);
    },
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  if (rest.length > 0) stream.push(rest);
  socket.on("data", (chunk: Buffer) => {
    if (!stream.push(chunk)) socket.pause();
  });
  socket.on("end", () => stream.push(null));
  socket.on("error", (error) => stream.destroy(error));
  socket.on("close", () => stream.destroy());
  return stream;
}
