import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
  ServerHttp2Stream,
} from "node:http2";
import { decode, type Message } from "./message.ts";

/** A call that a server has refused. */
export class GrpcError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "GrpcError";
    this.status = status;
  }
}

/** Status codes of gRPC. */
export const NOT_FOUND = 5;
export const UNAVAILABLE = 14;
const UNIMPLEMENTED = 12;

/** A message with its prefix: no compression, and its length. */
export function frame(message: Buffer): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** The messages of a stream, in order. */
export async function* messages(stream: AsyncIterable<Buffer>): AsyncGenerator<Message> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of stream) {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt32BE(1)) {
      const end = 5 + bytes.readUInt32BE(1);
      yield decode(bytes.subarray(5, end));
      bytes = bytes.subarray(end);
    }
  }
}

/** Opens a call to a method, `/service/method`. */
export function openCall(
  session: ClientHttp2Session,
  path: string,
  metadata: OutgoingHttpHeaders = {},
): ClientHttp2Stream {
  return session.request({
    ...metadata,
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc",
    te: "trailers",
  });
}

/**
 * Makes a call of one message to one message.
 * @throws {GrpcError} when the server refuses it.
 */
export async function callUnary(
  session: ClientHttp2Session,
  path: string,
  message: Buffer,
): Promise<Message> {
  const stream = openCall(session, path);
  let status = "";
  let text = "";
  const note = (headers: IncomingHttpHeaders): void => {
    status = String(headers["grpc-status"] ?? status);
    text = decodeURIComponent(String(headers["grpc-message"] ?? text));
  };
  stream.on("response", note);
  stream.on("trailers", note);
  stream.end(frame(message));
  let response: Message = new Map();
  for await (const each of messages(stream)) response = each;
  if (status !== "0") throw new GrpcError(Number(status || UNAVAILABLE), text);
  return response;
}

/** What a server does with a call. It ends the stream by returning, or with the status of a GrpcError. */
export type Handler = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => Promise<void>;

/** Answers a call. */
export async function serve(
  handlers: ReadonlyMap<string, Handler>,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): Promise<void> {
  let status = 0;
  let text = "";
  stream.on("error", () => {});
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () =>
    stream.sendTrailers({
      "grpc-status": String(status),
      "grpc-message": encodeURIComponent(text),
    }),
  );
  try {
    const handler = handlers.get(String(headers[":path"]));
    if (handler === undefined) throw new GrpcError(UNIMPLEMENTED, "unknown method");
    await handler(stream, headers);
  } catch (error) {
    status = error instanceof GrpcError ? error.status : UNAVAILABLE;
    text = error instanceof Error ? error.message : String(error);
  }
  stream.end();
}
