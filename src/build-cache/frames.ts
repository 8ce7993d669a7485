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

/**
 * One direction of an HTTP/2 connection, in pieces of any size. Frames that the editor does not want pass as
 * they come, without waiting for their end.
 */
export class FrameStream {
  readonly #editor: FrameEditor;
  #buffer = Buffer.alloc(0);
  /** Bytes that are left of a frame that passes. */
  #passing = 0;
  /** What the editor said of the frame that is not there whole; it is asked once per frame. */
  #isWanted: boolean | undefined;

  constructor(editor: FrameEditor) {
    this.#editor = editor;
  }

  /** @returns what is sent on, which is empty while a frame is not there whole. */
  push(chunk: Buffer): Buffer[] {
    const output: Buffer[] = [];
    let rest = this.#buffer.length > 0 ? Buffer.concat([this.#buffer, chunk]) : chunk;
    while (rest.length > 0) {
      const taken = this.#passing > 0 ? this.#pass(rest, output) : this.#begin(rest, output);
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

  #pass(bytes: Buffer, output: Buffer[]): number {
    const taken = Math.min(this.#passing, bytes.length);
    output.push(bytes.subarray(0, taken));
    this.#passing -= taken;
    return taken;
  }

  /** Reads a frame's header. @returns how many bytes are done with; 0 when more of them are needed. */
  #begin(bytes: Buffer, output: Buffer[]): number {
    if (bytes.length < HEADER_BYTES) return 0;
    const header = decodeHeader(bytes);
    const end = HEADER_BYTES + header.length;
    this.#isWanted ??= this.#editor.wants(header);
    // A frame that is longer than what any peer has to accept is not held in memory.
    if (this.#isWanted && header.length <= MAX_PAYLOAD) {
      if (bytes.length < end) return 0;
      this.#isWanted = undefined;
      output.push(...this.#editor.edit(header, bytes.subarray(0, end)));
      return end;
    }
    this.#isWanted = undefined;
    output.push(bytes.subarray(0, HEADER_BYTES));
    this.#passing = header.length;
    return HEADER_BYTES;
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
