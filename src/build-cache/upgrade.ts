import type { FrameStream } from "./frames.ts";
import { type ExtendSolve, GrpcExchange } from "./grpc-exchange.ts";

/** What a client of HTTP/2 sends first (RFC 9113, section 3.4). */
export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** Engine's API, `POST /grpc`: the connection becomes HTTP/2 after it (moby/moby, api/server/router/grpc). */
const REQUEST_HEAD = /^POST (?:\/v[\d.]+)?\/grpc[ ?].*?\r\n\r\n/s;
const RESPONSE_HEAD = /^HTTP\/1\.1 101 .*?\r\n\r\n/s;
/** Bytes. */
const LONGEST_BEGINNING = 65_536;

/**
 * Edits both directions of one connection to the engine. A connection that does not become gRPC, or is not
 * what it should be, passes byte for byte.
 */
export function editConnection(extendSolve: ExtendSolve) {
  const exchange = new GrpcExchange(extendSolve);
  let isGrpc = false;
  const request = new UpgradeStream(exchange.request, (seen) => {
    const head = headLength(REQUEST_HEAD, seen);
    isGrpc = head > 0;
    return head > 0 && seen.startsWith(PREFACE.toString("latin1"), head)
      ? head + PREFACE.length
      : 0;
  });
  // The response can't begin before the head of the request has been sent on.
  const response = new UpgradeStream(exchange.response, (seen) =>
    isGrpc ? headLength(RESPONSE_HEAD, seen) : 0,
  );
  return { request, response };
}

function headLength(pattern: RegExp, seen: string): number {
  return pattern.exec(seen)?.[0].length ?? 0;
}

/** One direction of a connection: what goes in, in pieces of any size, and what is sent on. */
export class UpgradeStream {
  readonly #frames: FrameStream;
  readonly #findFrames: (beginning: string) => number;
  #state: "beginning" | "frames" | "other" = "beginning";
  /** What was sent before it was known what follows, one character a byte. */
  #beginning = "";

  /** @param findFrames returns the length of a connection's beginning when frames follow it; else 0. */
  constructor(frames: FrameStream, findFrames: (beginning: string) => number) {
    this.#frames = frames;
    this.#findFrames = findFrames;
  }

  push(chunk: Buffer): Buffer[] {
    if (this.#state === "other") return [chunk];
    if (this.#state === "frames") return this.#frames.push(chunk);
    const before = this.#beginning.length;
    this.#beginning += chunk.toString("latin1");
    const start = this.#findFrames(this.#beginning) - before;
    if (start > 0) {
      this.#state = "frames";
      return [chunk.subarray(0, start), ...this.#frames.push(chunk.subarray(start))];
    }
    if (this.#beginning.length > LONGEST_BEGINNING) this.#state = "other";
    return [chunk];
  }

  /** @returns what was held back; the stream has ended. */
  end(): Buffer {
    return this.#frames.end();
  }
}
