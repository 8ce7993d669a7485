/** The parts of HTTP/2 frames (RFC 9113, section 4.1 and 6) that are read here. */
export const DATA = 0;
export const SETTINGS = 4;
export const WINDOW_UPDATE = 8;

/** Flags. */
export const ACK = 0x1;
export const PADDED = 0x8;

/** The smallest limit of a frame's payload, which every peer accepts. Bytes. */
export const MAX_PAYLOAD = 16_384;

const HEADER_BYTES = 9;

export interface FrameHeader {
  /** Bytes of the payload. */
  readonly length: number;
  readonly type: number;
  readonly flags: number;
  /** 0 is the connection itself. */
  readonly stream: number;
}

/** Decides what is sent instead of a frame with this payload. */
type Edit = (payload: Buffer) => readonly Buffer[] | "pass";

/** Decides, by the header of each frame in order, what becomes of it in one direction of a connection. */
export type FrameEditor = (header: FrameHeader) => Edit | "pass";

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
 * One direction of an HTTP/2 connection, in pieces of any size. Frames that are not edited pass as they come, without
 * waiting for their end.
 */
export class FrameStream {
  readonly #editor: FrameEditor;
  #buffer = Buffer.alloc(0);
  #edit: Edit | "pass" = "pass";
  /** Bytes of the current frame that are still to come; 0 before a header. */
  #left = 0;

  constructor(editor: FrameEditor) {
    this.#editor = editor;
  }

  /** @returns what is sent on, which is empty while a frame is not there whole. */
  push(chunk: Buffer): Buffer[] {
    const output: Buffer[] = [];
    let rest = this.#buffer.length > 0 ? Buffer.concat([this.#buffer, chunk]) : chunk;
    while (rest.length > 0) {
      if (this.#left === 0) {
        if (rest.length < HEADER_BYTES) break;
        this.#begin(decodeHeader(rest));
      }
      if (this.#edit !== "pass" && rest.length < this.#left) break;
      const piece = rest.subarray(0, this.#left);
      const edited = this.#edit === "pass" ? "pass" : this.#edit(piece.subarray(HEADER_BYTES));
      output.push(...(edited === "pass" ? [piece] : edited));
      this.#left -= piece.length;
      rest = rest.subarray(piece.length);
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

  #begin(header: FrameHeader): void {
    this.#left = HEADER_BYTES + header.length;
    const edit = this.#editor(header);
    // A frame that is longer than what any peer has to accept is not held in memory.
    this.#edit = header.length <= MAX_PAYLOAD ? edit : "pass";
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
