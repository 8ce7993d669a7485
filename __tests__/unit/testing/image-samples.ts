import { crc32 } from "node:zlib";
import { PhotonImage } from "@silvia-odwyer/photon-node";
import { GifWriter } from "omggif";

/** What a picture is made of. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel: red, green, blue, alpha. */
  readonly pixels: Uint8Array;
}

type Color = readonly [red: number, green: number, blue: number, alpha: number];

/** A picture of one color. */
export function plain(width: number, height: number, color: Color): Raster {
  const pixels = Uint8Array.from({ length: width * height * 4 }, (_, at) => color[at % 4] ?? 0);
  return { width, height, pixels };
}

/** One with many colors, and a size that no block of an encoder divides. */
export function gradient(width = 37, height = 23): Raster {
  const pixels = Uint8Array.from({ length: width * height * 4 }, (_, at) => {
    const [x, y] = [(at >> 2) % width, Math.floor((at >> 2) / width)];
    return [(x * 255) / width, (y * 255) / height, (x + y) * 3, 255][at % 4] ?? 0;
  });
  return { width, height, pixels };
}

export const FORMATS = ["PNG", "JPEG", "WebP", "GIF"] as const;

/** Encoded by others than what decodes it. */
export function encode(raster: Raster, format: (typeof FORMATS)[number]): Uint8Array {
  if (format === "GIF") return encodeGif([raster]);
  const image = new PhotonImage(raster.pixels, raster.width, raster.height);
  try {
    if (format === "JPEG") return image.get_bytes_jpeg(95);
    return format === "PNG" ? image.get_bytes() : image.get_bytes_webp();
  } finally {
    image.free();
  }
}

/** What the decoder that this action had before makes of a file. */
export function decodeElsewhere(bytes: Uint8Array): Raster {
  const image = PhotonImage.new_from_byteslice(bytes.slice());
  try {
    const [width, height] = [image.get_width(), image.get_height()];
    return { width, height, pixels: image.get_raw_pixels() };
  } finally {
    image.free();
  }
}

/** A part of the picture that a frame draws, with what becomes of it afterwards. */
export interface FrameSample extends Raster {
  readonly x?: number;
  readonly y?: number;
  /** As the format numbers it. */
  readonly disposal?: number;
}

/** Of at most 256 colors; the transparent ones are one. */
export function encodeGif(frames: readonly FrameSample[], size: Size = frames[0] ?? NOTHING) {
  const bytes = Buffer.alloc(100_000);
  const writer = new GifWriter(bytes, size.width, size.height);
  for (const { width, height, pixels, x = 0, y = 0, disposal = 0 } of frames) {
    const colors = colorsOf(pixels);
    const list = [...new Set(colors)];
    const palette = [...list, ...Array.from({ length: 256 - list.length }, () => 0)];
    const transparent = list.indexOf(TRANSPARENT);
    writer.addFrame(
      x,
      y,
      width,
      height,
      colors.map((color) => list.indexOf(color)),
      {
        palette: palette.map((color) => Math.max(0, color)),
        disposal,
        ...(transparent >= 0 && { transparent }),
      },
    );
  }
  return new Uint8Array(bytes.subarray(0, writer.end()));
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const NOTHING: Size = { width: 1, height: 1 };
const TRANSPARENT = -1;

function colorsOf(pixels: Uint8Array): number[] {
  return Array.from({ length: pixels.length / 4 }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(pixel * 4);
    return alpha === 0 ? TRANSPARENT : (red << 16) | (green << 8) | blue;
  });
}

/** An animated PNG. Its first frame is the still. */
export function encodeApng(frames: readonly (FrameSample & { readonly blend?: number })[]) {
  const [first = plain(1, 1, [0, 0, 0, 0])] = frames;
  const still = pngChunks(encode(first, "PNG"));
  const number = (value: number) => unsigned(value).reverse();
  let sequence = 0;
  const parts = frames.flatMap((frame, index) => {
    const { width, height, x = 0, y = 0, disposal = 0, blend = 0 } = frame;
    const numbers = [sequence++, width, height, x, y].map(number);
    const control = Buffer.concat([...numbers, Buffer.from([0, 1, 0, 10, disposal, blend])]);
    const data = pngChunks(encode(frame, "PNG")).filter(({ type }) => type === "IDAT");
    return [
      { type: "fcTL", data: control },
      ...data.map((chunk) =>
        index === 0
          ? chunk
          : { type: "fdAT", data: Buffer.concat([number(sequence++), chunk.data]) },
      ),
    ];
  });
  const animation = { type: "acTL", data: Buffer.concat([number(frames.length), number(0)]) };
  const before = still.filter(({ type }) => type === "IHDR" || type === "PLTE");
  const all = [...before, animation, ...parts, { type: "IEND", data: Buffer.alloc(0) }];
  return writePng(all);
}

export interface PngChunk {
  readonly type: string;
  readonly data: Buffer;
}

export function pngChunks(bytes: Uint8Array): PngChunk[] {
  const file = Buffer.from(bytes);
  const chunks: PngChunk[] = [];
  for (let at = 8; at < file.length; ) {
    const end = at + 8 + file.readUInt32BE(at);
    chunks.push({
      type: file.toString("latin1", at + 4, at + 8),
      data: file.subarray(at + 8, end),
    });
    at = end + 4;
  }
  return chunks;
}

export function writePng(chunks: readonly PngChunk[]): Uint8Array {
  const parts = chunks.flatMap(({ type, data }) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    return [unsigned(data.length).reverse(), body, unsigned(crc32(body)).reverse()];
  });
  return new Uint8Array(
    Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...parts]),
  );
}

/** An animated WebP. */
export function encodeWebpAnimation(
  frames: readonly (FrameSample & { readonly flags?: number; readonly chunks?: Buffer })[],
): Uint8Array {
  const [{ width, height } = NOTHING] = frames;
  const chunks = frames.map((frame) => {
    const place = [(frame.x ?? 0) / 2, (frame.y ?? 0) / 2, frame.width - 1, frame.height - 1, 100];
    // What follows RIFF, its size, and WEBP is the frame's image.
    const image = frame.chunks ?? Buffer.from(encode(frame, "WebP")).subarray(12);
    const flags = Buffer.from([frame.flags ?? 0]);
    const head = place.map((value) => unsigned(value).subarray(0, 3));
    return riffChunk("ANMF", Buffer.concat([...head, flags, image]));
  });
  const canvas = [width - 1, height - 1].map((value) => unsigned(value).subarray(0, 3));
  const extended = riffChunk("VP8X", Buffer.concat([Buffer.from([0x12, 0, 0, 0]), ...canvas]));
  const body = [Buffer.from("WEBP"), extended, riffChunk("ANIM", Buffer.alloc(6)), ...chunks];
  return new Uint8Array(riffChunk("RIFF", Buffer.concat(body)));
}

export function riffChunk(type: string, data: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(type),
    unsigned(data.length),
    data,
    Buffer.alloc(data.length % 2),
  ]);
}

/** Four bytes, the lowest first. */
function unsigned(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
