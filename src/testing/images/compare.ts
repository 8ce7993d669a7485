import { openGif } from "./gif.ts";
import { openJpeg } from "./jpeg.ts";
import { type Picture, pictureType, type Size, TooLarge } from "./picture.ts";
import { openPng } from "./png.ts";
import { openWebp } from "./webp.ts";

/** How two files compare as pictures. */
type PictureComparison =
  /** One of them is not a picture that can be decoded. */
  | { readonly kind: "no-pictures" }
  /** They differ, or have too many pixels, before their pixels are compared. */
  | { readonly kind: "different"; readonly how: string }
  /** The mean distance of their pixels, of 255 a color; of the frames that differ most, in an animation. */
  | { readonly kind: "pixels"; readonly distance: number };

type PictureCheck = ({ readonly kind: "picture" } & Size) | { readonly kind: "no-picture" };

/** Decodes what it takes to know that a file is a picture: all of a still, the first frame of an animation. */
export async function checkPicture(bytes: Uint8Array): Promise<PictureCheck> {
  try {
    const { width, height, frames } = await openPicture(bytes);
    for await (const _ of frames()) return { kind: "picture", width, height };
  } catch {
    // The decoders report nothing useful about what they cannot decode.
  }
  return { kind: "no-picture" };
}

/** Compares two files as pictures (PNG, JPEG, WebP or GIF), frame by frame. */
export async function comparePictures(
  expected: Uint8Array,
  got: Uint8Array,
): Promise<PictureComparison> {
  const different = (how: string) => ({ kind: "different", how }) as const;
  try {
    const [one, other] = [await openPicture(expected), await openPicture(got)];
    if (one.width !== other.width || one.height !== other.height)
      return different(
        `${other.width}×${other.height} pixels instead of ${one.width}×${one.height}`,
      );
    if (one.frameCount !== other.frameCount)
      return different(`${other.frameCount} frames instead of ${one.frameCount}`);
    return { kind: "pixels", distance: await largestDistance(one, other) };
  } catch (error) {
    if (!(error instanceof TooLarge)) return { kind: "no-pictures" };
    return different(`its content differs, and ${error.message}`);
  }
}

const DECODERS = {
  "image/png": openPng,
  "image/jpeg": openJpeg,
  "image/webp": openWebp,
  "image/gif": openGif,
};

async function openPicture(bytes: Uint8Array): Promise<Picture> {
  const type = pictureType(bytes);
  if (type === undefined || type === "image/avif") throw new Error("an unknown format");
  return DECODERS[type](bytes);
}

async function largestDistance(one: Picture, other: Picture): Promise<number> {
  const frames = one.frames()[Symbol.asyncIterator]();
  const others = other.frames()[Symbol.asyncIterator]();
  let largest = 0;
  for (let index = 0; index < one.frameCount; index++) {
    const [a, b] = [await frames.next(), await others.next()];
    if (a.done || b.done) throw new Error("a frame is missing");
    largest = Math.max(largest, meanDistance(a.value, b.value));
  }
  return largest;
}

/** The mean distance of the pixels of two pictures of one size, four bytes a pixel. */
export function meanDistance(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 4) {
    let square = 0;
    for (let channel = at; channel < at + 4; channel++)
      square += ((one[channel] ?? 0) - (other[channel] ?? 0)) ** 2;
    sum += Math.sqrt(square);
  }
  return sum / Math.max(1, one.length / 4);
}
