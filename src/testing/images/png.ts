import { crc32, inflateSync } from "node:zlib";
import { compose, drawPixels, type Frame } from "./compose.ts";
import { checkSize, type Picture, type Size } from "./picture.ts";

/** The PNG specification (third edition, with APNG), https://www.w3.org/TR/png-3/. */
export const PNG_SIGNATURE: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

type Decode = (file: Buffer) => Uint8Array;

/**
 * A PNG; an animated one with all its frames.
 * @throws for what is none.
 */
export async function openPng(bytes: Uint8Array): Promise<Picture> {
  const { PNG } = await import("pngjs");
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = readChunks(file);
  const header = chunks[0]?.data;
  if (chunks[0]?.type !== "IHDR" || header === undefined) throw new Error("no header");
  const size = { width: header.readUInt32BE(0), height: header.readUInt32BE(4) };
  checkSize(size);
  // The decoder bounds what it inflates, but of interlaced pictures.
  if (header[12] !== 0) checkInflated(chunks, size);
  const decode: Decode = (whole) => PNG.sync.read(whole).data;
  const parts = frameParts(chunks);
  if (parts.length <= 1) return { ...size, frameCount: 1, frames: () => [decode(file)] };
  const shared = chunks.filter(({ type }) => type === "PLTE" || type === "tRNS");
  const frames = parts.map((part) => readFrame(part, { size, header, shared, decode }));
  return { ...size, frameCount: frames.length, frames: () => compose(size, frames) };
}

function readChunks(file: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  let at = PNG_SIGNATURE.length;
  while (chunks.at(-1)?.type !== "IEND") {
    const length = file.readUInt32BE(at);
    const end = at + 8 + length;
    if (end + 4 > file.length) throw new Error("a chunk is cut off");
    chunks.push({
      type: file.toString("latin1", at + 4, at + 8),
      data: file.subarray(at + 8, end),
    });
    at = end + 4;
  }
  return chunks;
}

/** At most 8 bytes a pixel, and one more for each row of the seven passes and for its last bits. */
function checkInflated(chunks: readonly Chunk[], { width, height }: Size): void {
  const data = chunks.filter(({ type }) => type === "IDAT").map((chunk) => chunk.data);
  inflateSync(Buffer.concat(data), { maxOutputLength: width * height * 8 + height * 14 + 64 });
}

interface FramePart {
  /** Its fcTL chunk. */
  readonly control: Buffer;
  readonly data: readonly Buffer[];
}

/** What belongs to each frame of an animation. An image before the first fcTL chunk is for others. */
function frameParts(chunks: readonly Chunk[]): FramePart[] {
  if (!chunks.some(({ type }) => type === "acTL")) return [];
  const parts: { control: Buffer; data: Buffer[] }[] = [];
  for (const { type, data } of chunks)
    if (type === "fcTL") parts.push({ control: data, data: [] });
    else if (type === "IDAT") parts.at(-1)?.data.push(data);
    // Before the data stands a number of their order.
    else if (type === "fdAT") parts.at(-1)?.data.push(data.subarray(4));
  return parts;
}

interface Animation {
  readonly size: Size;
  readonly header: Buffer;
  /** Chunks that hold for every frame: palette and transparency. */
  readonly shared: readonly Chunk[];
  readonly decode: Decode;
}

/** The specification's section 11.3.6.2. */
function readFrame({ control, data }: FramePart, animation: Animation): Frame {
  const [width, height, x, y] = [4, 8, 12, 16].map((at) => control.readUInt32BE(at));
  if (width === undefined || height === undefined || x === undefined || y === undefined)
    throw new Error("no size");
  const area = { x, y, width, height };
  const { size, header, shared, decode } = animation;
  const isBlended = control.readUInt8(25) === 1;
  return {
    ...area,
    disposal: (["none", "clear", "restore"] as const)[control.readUInt8(24)] ?? "none",
    draw(canvas) {
      checkSize(area);
      const own = Buffer.from(header);
      own.writeUInt32BE(width, 0);
      own.writeUInt32BE(height, 4);
      const chunks = [
        { type: "IHDR", data: own },
        ...shared,
        { type: "IDAT", data: Buffer.concat(data) },
        { type: "IEND", data: Buffer.alloc(0) },
      ];
      if (header[12] !== 0) checkInflated(chunks, area);
      drawPixels(canvas, size, { ...area, isBlended }, decode(writeChunks(chunks)));
    },
  };
}

function writeChunks(chunks: readonly Chunk[]): Buffer {
  const parts = chunks.flatMap(({ type, data }) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    return [unsigned(data.length), body, unsigned(crc32(body))];
  });
  return Buffer.concat([Buffer.from(PNG_SIGNATURE), ...parts]);
}

function unsigned(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
