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
  const frames = readFrames(chunks, image);
  return frames.length > 1 ? animation(size, frames) : still(size, () => decodePng(image));
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

/** The frames of an animation. An image before the first fcTL chunk is for viewers without animation. */
function readFrames(chunks: readonly Chunk[], image: PngImage): Frame[] {
  if (!chunks.some(({ type }) => type === "acTL")) return [];
  const frames: Frame[] = [];
  let parts: Buffer[] = [];
  for (const { type, data } of chunks)
    if (type === "fcTL") {
      parts = [];
      frames.push(readFrame(data, parts, image));
    } else if (type === "IDAT") parts.push(data);
    // The data follow a sequence number.
    else if (type === "fdAT") parts.push(data.subarray(4));
  return frames;
}

/** The specification's section 11.3.6.2. */
function readFrame(control: Buffer, data: readonly Buffer[], image: PngImage): Frame {
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
