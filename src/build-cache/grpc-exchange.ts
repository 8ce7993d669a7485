import {
  ACK,
  DATA,
  encodeFrame,
  type FrameHeader,
  FrameStream,
  MAX_PAYLOAD,
  PADDED,
  SETTINGS,
  WINDOW_UPDATE,
} from "./frames.ts";
import { readSolveRequest, type SolveRequest } from "./solve-request.ts";

/** Is asked about every request to build. Returns fields to add to it; empty to leave it as it is. */
export type ExtendSolve = (request: SolveRequest) => Buffer;

/** Bytes of the connection's flow-control window that are kept back to pay for what is inserted. */
export const RESERVE = 32_768;

/** Bytes of a gRPC message's prefix: a flag for compression, and the length. */
const PREFIX_BYTES = 5;
/** SETTINGS_INITIAL_WINDOW_SIZE, and the first window of streams and connections (RFC 9113, 6.5.2 and 6.9.2). */
const INITIAL_WINDOW_SIZE = 4;
const DEFAULT_WINDOW = 65_535;
const SETTING_BYTES = 6;

/** What a client of HTTP/2 sends first (RFC 9113, section 3.4). */
export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** Engine's API, `POST /grpc`: the connection becomes HTTP/2 after it (moby/moby, api/server/router/grpc). */
const REQUEST_HEAD = /^POST (?:\/v[\d.]+)?\/grpc[ ?].*?\r\n\r\n/s;
const RESPONSE_HEAD = /^HTTP\/1\.1 101 .*?\r\n\r\n/s;

/**
 * Edits the frames of a connection to the engine that becomes a gRPC connection between Cog and BuildKit; any other
 * passes byte for byte. Only the first DATA frame of a stream is ever changed, and only when it begins a request to
 * build; headers, trailers, resets, and flow control stay end to end.
 */
export class GrpcExchange {
  readonly request = new FrameStream(
    (header, payload) => this.#editRequest(header, payload),
    (seen) => this.#findRequests(seen),
  );
  readonly response = new FrameStream(
    (header, payload) => this.#editResponse(header, payload),
    // It cannot begin before the head of the request has been sent on.
    (seen) => (this.#isGrpc ? headLength(RESPONSE_HEAD, seen) : 0),
  );
  readonly #extendSolve: ExtendSolve;
  #isGrpc = false;
  /** Streams whose first DATA frame the client has sent. */
  readonly #begun = new Set<number>();
  /** Bytes of DATA that the client has sent. */
  #sent = 0;
  /** Bytes that were inserted. */
  #inserted = 0;
  /** Bytes of the engine's window that are kept from the client. */
  #keptBack = 0;
  /** Bytes that the engine receives on a new stream without having read any. */
  #initialWindow = DEFAULT_WINDOW;

  constructor(extendSolve: ExtendSolve) {
    this.#extendSolve = extendSolve;
  }

  #findRequests(seen: string): number {
    const head = headLength(REQUEST_HEAD, seen);
    this.#isGrpc = head > 0;
    const isStarted = head > 0 && seen.startsWith(PREFACE.toString("latin1"), head);
    return isStarted ? head + PREFACE.length : 0;
  }

  #editRequest(header: FrameHeader, payload: Buffer): readonly Buffer[] | "pass" {
    const { type, flags, length, stream } = header;
    if (type !== DATA || length === 0) return "pass";
    this.#sent += length;
    if (this.#begun.has(stream)) return "pass";
    this.#begun.add(stream);
    return (flags & PADDED) === 0 ? this.#extend(header, payload) : "pass";
  }

  #extend(header: FrameHeader, payload: Buffer): readonly Buffer[] | "pass" {
    const isCompressed = payload[0] !== 0;
    if (payload.length <= PREFIX_BYTES || isCompressed) return "pass";
    const length = payload.readUInt32BE(1);
    const message = payload.subarray(PREFIX_BYTES);
    const request = readSolveRequest(message);
    if (message.length > length || request.kind === "other") return "pass";
    const isWhole = request.isWhole && message.length === length;
    const extension = this.#extendSolve({ ...request, isWhole });
    if (!this.#fits(extension, length)) return "pass";
    this.#inserted += extension.length;
    const prefix = Buffer.alloc(PREFIX_BYTES);
    prefix.writeUInt32BE(length + extension.length, 1);
    return [
      encodeFrame({ ...header, flags: 0 }, Buffer.concat([prefix, extension])),
      encodeFrame(header, message),
    ];
  }

  /** Whether an extension stays within what the engine receives, however much the client sends after it. */
  #fits(extension: Buffer, length: number): boolean {
    const total = this.#inserted + extension.length;
    // The engine enlarges the connection's window as soon as it is open (golang.org/x/net/http2, serve), but
    // the first request may overtake that: what is kept back later pays for it.
    const isPaid = total <= this.#keptBack || this.#sent + total <= DEFAULT_WINDOW;
    return (
      extension.length > 0 &&
      extension.length <= MAX_PAYLOAD - PREFIX_BYTES &&
      total <= RESERVE &&
      isPaid &&
      PREFIX_BYTES + length + extension.length <= this.#initialWindow
    );
  }

  #editResponse(header: FrameHeader, payload: Buffer): readonly Buffer[] | "pass" {
    const { type, flags, stream, length } = header;
    if (stream !== 0) return "pass";
    if (type === SETTINGS && (flags & ACK) === 0) this.#readSettings(payload);
    const isKept = type === WINDOW_UPDATE && length === 4 && this.#keptBack < RESERVE;
    return isKept ? this.#keepBack(header, payload) : "pass";
  }

  #readSettings(payload: Buffer): void {
    for (let at = 0; at + SETTING_BYTES <= payload.length; at += SETTING_BYTES)
      if (payload.readUInt16BE(at) === INITIAL_WINDOW_SIZE)
        this.#initialWindow = payload.readUInt32BE(at + 2);
  }

  #keepBack(header: FrameHeader, payload: Buffer): readonly Buffer[] {
    const increment = payload.readUInt32BE(0) & 0x7fff_ffff;
    const kept = Math.min(RESERVE - this.#keptBack, increment);
    this.#keptBack += kept;
    // An increment of 0 is an error (RFC 9113, section 6.9).
    if (increment === kept) return [];
    const rest = Buffer.alloc(4);
    rest.writeUInt32BE(increment - kept);
    return [encodeFrame(header, rest)];
  }
}

function headLength(pattern: RegExp, seen: string): number {
  return pattern.exec(seen)?.[0].length ?? 0;
}
