export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A picture whose size is known, and whose pixels are decoded on demand. */
export interface Picture extends Size {
  /** 1 for a still. */
  readonly frameCount: number;
  /**
   * The whole picture at each frame: four bytes a pixel, red, green, blue, alpha. They are valid until the
   * next frame is requested.
   * @throws for a damaged file.
   */
  frames(): AsyncIterable<Uint8Array>;
}

/** A part of a PNG or WebP file. */
export interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** How files of the formats begin that every browser shows. A picture in SVG could hold a script. */
const FORMATS = [
  ["image/png", /^\x89PNG\r\n/],
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/gif", /^GIF8[79]a/],
  ["image/webp", /^RIFF.{4}WEBP/s],
  ["image/avif", /^.{4}ftypavi/s],
] as const;

/** The media type of a picture, by its first bytes; undefined for any other file. */
export function pictureType(bytes: Uint8Array): (typeof FORMATS)[number][0] | undefined {
  const start = Buffer.from(bytes.subarray(0, 16)).toString("latin1");
  return FORMATS.find(([, pattern]) => pattern.test(start))?.[0];
}

/** Larger pictures are not decoded: 200 MB as pixels. */
const MAX_PIXELS = 50_000_000;

/** A picture that is refused by its size alone. */
export class TooLarge extends Error {
  constructor({ width, height }: Size) {
    super(`${width}×${height} pixels are too many to be compared`);
  }
}

/** @throws for a picture that is too large to be decoded, or that has no pixels. */
export function checkSize(size: Size): void {
  const pixels = size.width * size.height;
  if (pixels === 0) throw new Error("no pixels");
  if (pixels > MAX_PIXELS) throw new TooLarge(size);
}

/**
 * The mean distance of two pictures' pixels, above which they are not the same. Of 255 a color; encoders
 * and GPUs differ by less. cog-safe-push has the same measure and the same limit (its match_outputs.py).
 */
export const TOLERANCE = 8;
