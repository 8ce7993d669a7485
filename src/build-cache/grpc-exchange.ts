import {
  ACK,
  DATA,
  END_STREAM,
  encodeFrame,
  type FrameEditor,
  type FrameHeader,
  FrameStream,
  HEADER_BYTES,
  HEADERS,
  MAX_PAYLOAD,
  PADDED,
  SETTINGS,
  WINDOW_UPDATE,
} from "./frames.ts";
import { readSolveRequest, type SolveRequest } from "./solve-request.ts";

/** Is asked about every request to build. */
export interface SolveHandler {
  /** @returns fields to add to the request; empty to leave it as it is. */
  extend(request: SolveRequest): Buffer;
  /** The engine has answered a request that `extend` was asked about. */
  finished(request: SolveRequest): void;
}

/** Bytes of the connection's flow-control window that are kept back to pay for what is inserted. */
export const RESERVE = 32_768;

/** Bytes of a gRPC message's prefix: a flag for compression, and the length. */
const PREFIX_BYTES = 5;
/** SETTINGS_INITIAL_WINDOW_SIZE, and the first window of streams and connections (RFC 9113, 6.5.2 and 6.9.2). */
const INITIAL_WINDOW_SIZE = 4;
const DEFAULT_WINDOW = 65_535;
const SETTING_BYTES = 6;

/** What the two directions of one connection know of each other. */
interface Exchange {
  /** Bytes of DATA that the client has sent. */
  sent: number;
  /** Bytes that were inserted. */
  inserted: number;
  /** Bytes of the engine's window that the client was not told of. */
  keptBack: number;
  /** Bytes that the engine receives on a new stream without having read any. */
  initialWindow: number;
  readonly solves: Map<number, SolveRequest>;
}

/**
 * Edits the frames of one gRPC connection between Cog and the engine's BuildKit. Only the first DATA frame of
 * a stream is ever changed, and only when it begins a request to build; headers, trailers, resets, and flow
 * control stay end to end.
 */
export function editExchange(handler: SolveHandler): {
  readonly request: FrameStream;
  readonly response: FrameStream;
} {
  const exchange: Exchange = {
    sent: 0,
    inserted: 0,
    keptBack: 0,
    initialWindow: DEFAULT_WINDOW,
    solves: new Map(),
  };
  return {
    request: new FrameStream(new RequestEditor(exchange, handler)),
    response: new FrameStream(new ResponseEditor(exchange, handler)),
  };
}

class RequestEditor implements FrameEditor {
  readonly #exchange: Exchange;
  readonly #handler: SolveHandler;
  readonly #begun = new Set<number>();

  constructor(exchange: Exchange, handler: SolveHandler) {
    this.#exchange = exchange;
    this.#handler = handler;
  }

  wants({ type, length, stream }: FrameHeader): boolean {
    if (type !== DATA || length === 0) return false;
    this.#exchange.sent += length;
    if (this.#begun.has(stream)) return false;
    this.#begun.add(stream);
    return true;
  }

  edit(header: FrameHeader, frame: Buffer): readonly Buffer[] {
    const unchanged = [frame];
    const payload = frame.subarray(HEADER_BYTES);
    const isCompressed = payload[0] !== 0;
    if ((header.flags & PADDED) !== 0 || payload.length <= PREFIX_BYTES || isCompressed)
      return unchanged;
    const length = payload.readUInt32BE(1);
    const message = payload.subarray(PREFIX_BYTES);
    if (message.length > length) return unchanged;
    const request = readRequest(message, length);
    if (request.kind === "other") return unchanged;
    this.#exchange.solves.set(header.stream, request);
    const extension = this.#handler.extend(request);
    if (!this.#fits(extension, length)) return unchanged;
    this.#exchange.inserted += extension.length;
    const prefix = Buffer.alloc(PREFIX_BYTES);
    prefix.writeUInt32BE(length + extension.length, 1);
    return [
      encodeFrame({ ...header, flags: 0 }, Buffer.concat([prefix, extension])),
      encodeFrame(header, message),
    ];
  }

  /** Whether an extension stays within what the engine receives, however much the client sends after it. */
  #fits(extension: Buffer, length: number): boolean {
    const { sent, inserted, keptBack, initialWindow } = this.#exchange;
    const total = inserted + extension.length;
    // The engine enlarges the connection's window as soon as it is open (golang.org/x/net/http2, serve), but
    // the first request may overtake that: what is kept back later pays for it.
    const isPaid = total <= keptBack || sent + total <= DEFAULT_WINDOW;
    return (
      extension.length > 0 &&
      extension.length <= MAX_PAYLOAD - PREFIX_BYTES &&
      total <= RESERVE &&
      isPaid &&
      PREFIX_BYTES + length + extension.length <= initialWindow
    );
  }
}

function readRequest(message: Buffer, length: number): SolveRequest {
  const request = readSolveRequest(message);
  if (request.kind === "other") return request;
  return { ...request, isWhole: request.isWhole && message.length === length };
}

class ResponseEditor implements FrameEditor {
  readonly #exchange: Exchange;
  readonly #handler: SolveHandler;
  /** Bytes that are yet to be kept back. */
  #missing = RESERVE;

  constructor(exchange: Exchange, handler: SolveHandler) {
    this.#exchange = exchange;
    this.#handler = handler;
  }

  wants({ type, flags, stream, length }: FrameHeader): boolean {
    if (type === HEADERS && (flags & END_STREAM) !== 0) this.#finish(stream);
    if (stream !== 0) return false;
    if (type === WINDOW_UPDATE) return length === 4 && this.#missing > 0;
    return type === SETTINGS && (flags & ACK) === 0;
  }

  edit(header: FrameHeader, frame: Buffer): readonly Buffer[] {
    const payload = frame.subarray(HEADER_BYTES);
    if (header.type === WINDOW_UPDATE) return this.#keepBack(header, payload);
    for (let at = 0; at + SETTING_BYTES <= payload.length; at += SETTING_BYTES)
      if (payload.readUInt16BE(at) === INITIAL_WINDOW_SIZE)
        this.#exchange.initialWindow = payload.readUInt32BE(at + 2);
    return [frame];
  }

  #finish(stream: number): void {
    const request = this.#exchange.solves.get(stream);
    this.#exchange.solves.delete(stream);
    if (request !== undefined) this.#handler.finished(request);
  }

  #keepBack(header: FrameHeader, payload: Buffer): readonly Buffer[] {
    const increment = payload.readUInt32BE(0) & 0x7fff_ffff;
    const kept = Math.min(this.#missing, increment);
    this.#missing -= kept;
    this.#exchange.keptBack += kept;
    // An increment of 0 is an error (RFC 9113, section 6.9).
    if (increment === kept) return [];
    const rest = Buffer.alloc(4);
    rest.writeUInt32BE(increment - kept);
    return [encodeFrame(header, rest)];
  }
}
