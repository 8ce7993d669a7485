/** The parts of HTTP/2 frames (RFC 9113, section 4.1 and 6) that are read here. */
export const DATA = 0;
export const HEADERS = 1;
export const SETTINGS = 4;
export const WINDOW_UPDATE = 8;

/** Flags. */
export const END_STREAM = 0x1;
export const ACK = 0x1;
export const PADDED = 0x8;

/** Bytes of a frame's header. */
export const HEADER_BYTES = 9;

/** The smallest limit of a frame's payload, which every peer accepts. Bytes. */
export const MAX_PAYLOAD = 16_384;

export interface FrameHeader {
  /** Bytes of the payload. */
  readonly length: number;
  readonly type: number;
  readonly flags: number;
  /** 0 is the connection itself. */
  readonly stream: number;
}

/** Decides what becomes of the frames of one direction of a connection. */
export interface FrameEditor {
  /** Sees the header of every frame, in order. @returns whether `edit` is to have the frame whole. */
  wants(header: FrameHeader): boolean;
  /** @param frame header and payload. @returns what is sent in its place. */
  edit(header: FrameHeader, frame: Buffer): readonly Buffer[];
}

/** Encodes a frame. */
export function encodeFrame(header: Omit<FrameHeader, "length">, payload: Buffer): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + payload.length);
  frame.writeUIntBE(payload.length, 0, 3);
  frame[3] = header.type;
  frame[4] = header.flags;
  frame.writeUInt32BE(header.stream, 5);
  payload.copy(frame, HEADER_BYTES);
  return frame;
}

/** What comes next in one direction. */
type State =
  | { readonly kind: "header" }
  /** A frame that the editor wants whole. */
  | { readonly kind: "wanted"; readonly header: FrameHeader }
  /** Bytes that are left of a frame that passes. */
  | { readonly kind: "passing"; readonly left: number };

/**
 * One direction of an HTTP/2 connection, in pieces of any size. Frames that the editor does not want pass as
 * they come, without waiting for their end.
 */
export class FrameStream {
  readonly #editor: FrameEditor;
  #buffer = Buffer.alloc(0);
  #state: State = { kind: "header" };

  constructor(editor: FrameEditor) {
    this.#editor = editor;
  }

  /** @returns what is sent on, which is empty while a frame is not there whole. */
  push(chunk: Buffer): Buffer[] {
    const output: Buffer[] = [];
    let rest = this.#buffer.length > 0 ? Buffer.concat([this.#buffer, chunk]) : chunk;
    while (rest.length > 0) {
      const taken = this.#take(rest, output);
      if (taken === 0) break;
      rest = rest.subarray(taken);
    }
    this.#buffer = Buffer.from(rest);
    return output;
  }

  /** @returns what was held back; the stream has ended. */
  end(): Buffer {
    const rest = this.#buffer;
    this.#buffer = Buffer.alloc(0);
    return rest;
  }

  /** @returns how many bytes are done with; 0 when more of them are needed. */
  #take(bytes: Buffer, output: Buffer[]): number {
    if (this.#state.kind === "header") {
      if (bytes.length < HEADER_BYTES) return 0;
      this.#state = this.#begin(decodeHeader(bytes));
    }
    const state = this.#state;
    const end = state.kind === "wanted" ? HEADER_BYTES + state.header.length : state.left;
    if (state.kind === "wanted" && bytes.length < end) return 0;
    const taken = Math.min(end, bytes.length);
    const frame = bytes.subarray(0, taken);
    this.#state = taken < end ? { kind: "passing", left: end - taken } : { kind: "header" };
    output.push(...(state.kind === "wanted" ? this.#editor.edit(state.header, frame) : [frame]));
    return taken;
  }

  #begin(header: FrameHeader): Exclude<State, { kind: "header" }> {
    // A frame that is longer than what any peer has to accept is not held in memory.
    return this.#editor.wants(header) && header.length <= MAX_PAYLOAD
      ? { kind: "wanted", header }
      : { kind: "passing", left: HEADER_BYTES + header.length };
  }
}

function decodeHeader(bytes: Buffer): FrameHeader {
  return {
    length: bytes.readUIntBE(0, 3),
    type: bytes.readUInt8(3),
    flags: bytes.readUInt8(4),
    stream: bytes.readUInt32BE(5) & 0x7fff_ffff,
  };
}
