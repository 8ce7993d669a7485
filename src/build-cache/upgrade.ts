import type { FrameStream } from "./frames.ts";
import { editExchange, type SolveHandler } from "./grpc-exchange.ts";

/** One direction of a connection: what goes in, in pieces of any size, and what is sent on. */
export interface ByteStream {
  push(chunk: Buffer): Buffer[];
  /** @returns what was held back; the stream has ended. */
  end(): Buffer;
}

/** What a client of HTTP/2 sends first (RFC 9113, section 3.4). */
export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** Engine's API, `POST /grpc`: the connection becomes HTTP/2 after it (moby/moby, api/server/router/grpc). */
const GRPC_REQUEST = /^POST (?:\/v[\d.]+)?\/grpc[ ?]/;
const HEAD_END = "\r\n\r\n";
/** Bytes. */
const LONGEST_HEAD = 65_536;
const LONGEST_LINE = 64;
const EMPTY = Buffer.alloc(0);

/** What one part of a connection's beginning has come to. */
type Part =
  | { readonly kind: "incomplete" }
  /** Not what was expected: all that follows passes. */
  | { readonly kind: "unknown" }
  | { readonly kind: "complete"; readonly bytes: number };

/**
 * Edits both directions of one connection to the engine. A connection that does not become gRPC, or is not
 * what it should be, passes byte for byte.
 */
export function editConnection(handler: SolveHandler): {
  readonly request: ByteStream;
  readonly response: ByteStream;
} {
  const frames = editExchange(handler);
  let isGrpc = false;
  const readHead = (bytes: Buffer): Part => {
    const part = readGrpcHead(bytes);
    isGrpc = part.kind === "complete";
    return part;
  };
  // The response can't begin before the head of the request has been sent on.
  const readSwitch = (bytes: Buffer): Part =>
    isGrpc ? readSwitchingProtocols(bytes) : { kind: "unknown" };
  return {
    request: new UpgradeStream([readHead, readPreface], frames.request),
    response: new UpgradeStream([readSwitch], frames.response),
  };
}

/** The parts that a connection begins with; then frames, or bytes that only pass. */
class UpgradeStream implements ByteStream {
  readonly #parts: ((bytes: Buffer) => Part)[];
  readonly #frames: FrameStream;
  #buffer = EMPTY;
  #isKnown = true;

  constructor(parts: readonly ((bytes: Buffer) => Part)[], frames: FrameStream) {
    this.#parts = [...parts];
    this.#frames = frames;
  }

  push(chunk: Buffer): Buffer[] {
    if (!this.#isKnown) return [chunk];
    const [read] = this.#parts;
    if (read === undefined) return this.#frames.push(chunk);
    const bytes = Buffer.concat([this.#buffer, chunk]);
    const part = read(bytes);
    this.#buffer = part.kind === "incomplete" ? bytes : EMPTY;
    if (part.kind === "incomplete") return [];
    if (part.kind === "unknown") {
      this.#isKnown = false;
      return [bytes];
    }
    this.#parts.shift();
    const rest = bytes.subarray(part.bytes);
    const following = rest.length > 0 ? this.push(rest) : [];
    return [bytes.subarray(0, part.bytes), ...following];
  }

  end(): Buffer {
    const buffer = this.#buffer;
    this.#buffer = EMPTY;
    return Buffer.concat([buffer, this.#frames.end()]);
  }
}

function readGrpcHead(bytes: Buffer): Part {
  const line = bytes.subarray(0, LONGEST_LINE).toString("latin1");
  const isLineKnown = bytes.length >= LONGEST_LINE || line.includes("\n");
  if (!isLineKnown && "POST ".startsWith(line.slice(0, 5))) return { kind: "incomplete" };
  return GRPC_REQUEST.test(line) ? readHead(bytes) : { kind: "unknown" };
}

function readSwitchingProtocols(bytes: Buffer): Part {
  const head = readHead(bytes);
  const isSwitching = bytes.subarray(0, 13).toString("latin1") === "HTTP/1.1 101 ";
  return head.kind === "complete" && !isSwitching ? { kind: "unknown" } : head;
}

function readHead(bytes: Buffer): Part {
  const end = bytes.indexOf(HEAD_END);
  if (end >= 0) return { kind: "complete", bytes: end + HEAD_END.length };
  return { kind: bytes.length > LONGEST_HEAD ? "unknown" : "incomplete" };
}

function readPreface(bytes: Buffer): Part {
  const length = Math.min(bytes.length, PREFACE.length);
  if (!PREFACE.subarray(0, length).equals(bytes.subarray(0, length))) return { kind: "unknown" };
  return length < PREFACE.length
    ? { kind: "incomplete" }
    : { kind: "complete", bytes: PREFACE.length };
}
