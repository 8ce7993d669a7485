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

/** Decides what is sent instead of a frame. */
type FrameEditor = (header: FrameHeader, payload: Buffer) => readonly Buffer[] | "pass";

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

/** Bytes. A connection that has not become HTTP/2 by then does not. */
const MAX_BEGINNING = 65_536;
const NOTHING: Buffer = Buffer.alloc(0);

/** One direction of a connection that may become HTTP/2: what goes in, in pieces of any size, and what is sent on. */
export class FrameStream {
  readonly #editor: FrameEditor;
  readonly #findFrames: (beginning: string) => number;
  #state: "beginning" | "frames" | "other" = "beginning";
  /** The beginning, which was sent on, or the part of a frame that has come. */
  #buffer = NOTHING;

  /** @param findFrames returns the length of a connection's beginning when frames follow it; else 0. */
  constructor(editor: FrameEditor, findFrames: (beginning: string) => number) {
    this.#editor = editor;
    this.#findFrames = findFrames;
  }

  /** @returns what is sent on, which is empty while a frame is not there whole. */
  push(chunk: Buffer): Buffer[] {
    if (this.#state === "other") return [chunk];
    const before = this.#buffer.length;
    this.#buffer = before > 0 ? Buffer.concat([this.#buffer, chunk]) : chunk;
    if (this.#state === "frames") return this.#editFrames();
    const start = this.#findFrames(this.#buffer.toString("latin1"));
    if (start > before) {
      this.#state = "frames";
      this.#buffer = this.#buffer.subarray(start);
      return [chunk.subarray(0, start - before), ...this.#editFrames()];
    }
    if (this.#buffer.length > MAX_BEGINNING) this.#state = "other";
    return [chunk];
  }

  /** @returns what was held back; the stream has ended. */
  end(): Buffer {
    return this.#state === "frames" ? this.#buffer : NOTHING;
  }

  #editFrames(): Buffer[] {
    const output: Buffer[] = [];
    while (this.#buffer.length >= HEADER_BYTES) {
      const header = decodeHeader(this.#buffer);
      // A frame that is longer than what any peer has to accept is not held in memory, nor are those after it edited.
      if (header.length > MAX_PAYLOAD) {
        this.#state = "other";
        return [...output, this.#buffer];
      }
      const end = HEADER_BYTES + header.length;
      if (this.#buffer.length < end) break;
      const frame = this.#buffer.subarray(0, end);
      const edited = this.#editor(header, frame.subarray(HEADER_BYTES));
      output.push(...(edited === "pass" ? [frame] : edited));
      this.#buffer = this.#buffer.subarray(end);
    }
    return output;
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
