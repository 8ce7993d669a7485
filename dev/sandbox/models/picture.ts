/** A picture of one colour. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 0 to 255 each. */
  readonly rgb: readonly [red: number, green: number, blue: number];
  readonly format: "png" | "jpeg" | "webp";
}

const OPAQUE = 255;
const JPEG_QUALITY = 90;

/** A picture's file. The library is big, so it is loaded when somebody wants a picture. */
export async function paint({ width, height, rgb, format }: Picture): Promise<Uint8Array> {
  const { PhotonImage } = await import("@silvia-odwyer/photon-node");
  const pixels = new Uint8Array(width * height * (rgb.length + 1));
  for (let offset = 0; offset < pixels.length; offset += rgb.length + 1)
    pixels.set([...rgb, OPAQUE], offset);
  const image = new PhotonImage(pixels, width, height);
  try {
    if (format === "jpeg") return image.get_bytes_jpeg(JPEG_QUALITY);
    return format === "webp" ? image.get_bytes_webp() : image.get_bytes();
  } finally {
    image.free();
  }
}
