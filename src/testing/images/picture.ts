export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A picture whose size is known and whose pixels are decoded when they are asked for. */
export interface Picture extends Size {
  /** 1 for a still. */
  readonly frameCount: number;
  /**
   * The whole picture at each frame: four bytes a pixel, red, green, blue, alpha. They are valid until the
   * next frame is asked for.
   * @throws for a damaged file.
   */
  frames(): AsyncIterable<Uint8Array>;
}

/** A part of a PNG or WebP file. */
export interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** Larger pictures are not decoded: 200 MB as pixels. */
const MAX_PIXELS = 50_000_000;

/** A picture that is refused by its size alone. */
export class TooLarge extends Error {
  readonly size: Size;

  constructor({ width, height }: Size) {
    super(`${width}×${height} pixels`);
    this.size = { width, height };
  }
}

/** @throws for a picture that is too large to be decoded, or that has no pixels. */
export function checkSize({ width, height }: Size): void {
  const pixels = width * height;
  if (pixels === 0) throw new Error("no pixels");
  if (pixels > MAX_PIXELS) throw new TooLarge({ width, height });
}

/**
 * The mean distance of two pictures' pixels, above which they are not the same. Of 255 a color; encoders
 * and GPUs differ by less. cog-safe-push has the same measure and the same limit (its match_outputs.py).
 */
export const TOLERANCE = 8;
