/** A picture, decoded. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel: red, green, blue, alpha. */
  readonly pixels: Uint8Array;
}

/**
 * The mean distance of two pictures' pixels, above which they are not the same. Of 255 a colour; encoders
 * and GPUs differ by less. cog-safe-push has the same measure and the same limit (its match_outputs.py).
 */
export const TOLERANCE = 8;

/**
 * Decodes a PNG, JPEG, WebP, GIF, BMP or TIFF.
 * @returns undefined for what is none.
 */
export async function decodePicture(bytes: Uint8Array): Promise<Picture | undefined> {
  const { PhotonImage } = await import("@silvia-odwyer/photon-node");
  try {
    const image = PhotonImage.new_from_byteslice(new Uint8Array(bytes));
    const picture = {
      width: image.get_width(),
      height: image.get_height(),
      pixels: image.get_raw_pixels(),
    };
    image.free();
    return picture;
  } catch {
    // The library panics on what it can't decode, and says nothing of use.
    return undefined;
  }
}

/** The mean distance of the pixels of two pictures of one size. */
export function meanDistance(one: Picture, other: Picture): number {
  let sum = 0;
  for (let at = 0; at < one.pixels.length; at += 4) {
    let square = 0;
    for (let channel = at; channel < at + 4; channel++)
      square += ((one.pixels[channel] ?? 0) - (other.pixels[channel] ?? 0)) ** 2;
    sum += Math.sqrt(square);
  }
  return sum / Math.max(1, one.width * one.height);
}
