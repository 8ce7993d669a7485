import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { CACHE_LABEL, readIndexLabel } from "../../src/build-cache/cache-index.ts";
import { GrpcExchange, PREFACE } from "../../src/build-cache/grpc-exchange.ts";
import { readFields } from "../../src/build-cache/protobuf.ts";
import { readSolveRequest } from "../../src/build-cache/solve-request.ts";
import { type Property, property } from "./property.ts";
import { json } from "./texts.ts";

const bytes = fc.uint8Array({ maxLength: 600 }).map((array) => Buffer.from(array));
const HEAD = Buffer.from("POST /v1.47/grpc HTTP/1.1\r\nUpgrade: h2c\r\n\r\n");
const beginning = fc.constantFrom(
  Buffer.alloc(0),
  Buffer.from("POST "),
  Buffer.from("GET /_ping HTTP/1.1\r\n\r\n"),
  HEAD,
  Buffer.concat([HEAD, PREFACE]),
);
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });

/** Adds nothing to any request. */
const PASSING = () => Buffer.alloc(0);

/** Bytes in pieces of these sizes, over and over. */
function pieces(all: Buffer, lengths: readonly number[]): Buffer[] {
  const cut: Buffer[] = [];
  for (let at = 0; at < all.length; at += cut.at(-1)?.length ?? 1)
    cut.push(all.subarray(at, at + (lengths[cut.length % lengths.length] ?? 1)));
  return cut;
}

const label = fc.oneof(
  fc.string(),
  bytes.map((one) => gzipSync(one).toString("base64")),
  json.map((one) => gzipSync(JSON.stringify(one) ?? "").toString("base64")),
  fc
    .record({
      v: fc.constant(1),
      type: fc.string(),
      manifest: fc.string(),
      config: fc.string(),
      seconds: fc.nat(),
    })
    .map((one) => gzipSync(JSON.stringify(one)).toString("base64")),
);

/** What goes through the engine's proxy, and what a label can hold. */
export const BUILD_CACHE: readonly Property[] = [
  property(
    "build cache: a connection passes byte for byte, however it is cut",
    fc.tuple(beginning, bytes, sizes),
    ([begin, rest, lengths]) => {
      const { request } = new GrpcExchange(PASSING);
      const all = Buffer.concat([begin, rest]);
      const sent = pieces(all, lengths).flatMap((piece) => request.push(piece));
      return Buffer.concat([...sent, request.end()]).equals(all);
    },
  ),
  property("build cache: any bytes are read as a message or as none", bytes, (message) => {
    const read = readFields(message);
    const request = readSolveRequest(message);
    return read.fields.length > 0 || request.kind === "other";
  }),
  property("build cache: any label is read as an index or as none", label, (text) => {
    try {
      const index = readIndexLabel({ [CACHE_LABEL]: text });
      return index === undefined || index.layers.every(({ size }) => size >= 0);
    } catch (error) {
      return error instanceof Error;
    }
  }),
];
