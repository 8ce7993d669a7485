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
  frames(): Iterable<Uint8Array>;
}

/** More is not decoded, in all frames together: 200 MB as pixels. */
export const MAX_PIXELS = 50_000_000;

/** @throws for a picture of which not even one frame may be decoded, or that has no pixels. */
export function checkSize({ width, height }: Size): void {
  const pixels = width * height;
  if (pixels === 0 || pixels > MAX_PIXELS) throw new Error(`${width}×${height} pixels`);
}

/**
 * The mean distance of two pictures' pixels, above which they are not the same. Of 255 a color; encoders
 * and GPUs differ by less. cog-safe-push has the same measure and the same limit (its match_outputs.py).
 */
export const TOLERANCE = 8;
