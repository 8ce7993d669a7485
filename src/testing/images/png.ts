import { crc32 } from "node:zlib";
import { animation, drawPixels, type Frame, still } from "./compose.ts";
import { type Chunk, checkSize, type Picture } from "./picture.ts";
import { decodePng, type PngImage } from "./png-pixels.ts";

/** Bytes before the first chunk. */
const SIGNATURE_LENGTH = 8;

/** Opens a PNG with all its frames (https://www.w3.org/TR/png-3/); throws for anything else. */
export async function openPng(bytes: Uint8Array): Promise<Picture> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = readChunks(file);
  const header = chunks[0]?.data;
  if (chunks[0]?.type !== "IHDR" || header === undefined) throw new Error("no header");
  const size = { width: header.readUInt32BE(0), height: header.readUInt32BE(4) };
  checkSize(size);
  const dataOf = (wanted: string) =>
    chunks.filter(({ type }) => type === wanted).map(({ data }) => data);
  const image: PngImage = {
    ...size,
    depth: header.readUInt8(8),
    colorType: header.readUInt8(9),
    isInterlaced: header.readUInt8(12) === 1,
    palette: Buffer.concat(dataOf("PLTE")),
    transparency: Buffer.concat(dataOf("tRNS")),
    data: dataOf("IDAT"),
  };
  const parts = frameParts(chunks);
  if (parts.length <= 1) return still(size, () => decodePng(image));
  return animation(
    size,
    parts.map((part) => readFrame(part, image)),
  );
}

function readChunks(file: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  let at = SIGNATURE_LENGTH;
  while (chunks.at(-1)?.type !== "IEND") {
    const length = file.readUInt32BE(at);
    const end = at + 8 + length;
    if (end + 4 > file.length) throw new Error("a chunk is cut off");
    if (crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end))
      throw new Error("a chunk is damaged");
    chunks.push({
      type: file.toString("latin1", at + 4, at + 8),
      data: file.subarray(at + 8, end),
    });
    at = end + 4;
  }
  return chunks;
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
    // The data follow a sequence number.
    else if (type === "fdAT") parts.at(-1)?.data.push(data.subarray(4));
  return parts;
}

/** The specification's section 11.3.6.2. */
function readFrame({ control, data }: FramePart, image: PngImage): Frame {
  const [width, height, x, y] = [4, 8, 12, 16].map((at) => control.readUInt32BE(at));
  if (width === undefined || height === undefined || x === undefined || y === undefined)
    throw new Error("no size");
  const area = { x, y, width, height };
  const isBlended = control.readUInt8(25) === 1;
  return {
    ...area,
    disposal: (["none", "clear", "restore"] as const)[control.readUInt8(24)] ?? "none",
    async draw(canvas) {
      checkSize(area);
      const pixels = await decodePng({ ...image, width, height, data });
      drawPixels(canvas, image, { ...area, isBlended }, pixels);
    },
  };
}
