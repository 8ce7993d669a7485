import { animation, checkInside, type Frame } from "./compose.ts";
import { checkSize, type Picture } from "./picture.ts";

/** The disposal methods of GIF89a, section 23. */
const DISPOSALS: Readonly<Record<number, Frame["disposal"]>> = { 2: "clear", 3: "restore" };

/** Opens a GIF with all its frames; throws for anything else. */
export async function openGif(bytes: Uint8Array): Promise<Picture> {
  const { GifReader } = await import("omggif");
  const reader = new GifReader(bytes);
  const size = { width: reader.width, height: reader.height };
  checkSize(size);
  if (reader.numFrames() === 0) throw new Error("no frame");
  const frame = (index: number): Frame => {
    const { x, y, width, height, disposal } = reader.frameInfo(index);
    const area = { x, y, width, height };
    return {
      ...area,
      disposal: DISPOSALS[disposal] ?? "none",
      draw(canvas) {
        // The library allocates what the frame asks for.
        checkInside(size, area);
        reader.decodeAndBlitFrameRGBA(index, canvas);
      },
    };
  };
  return animation(
    size,
    Array.from({ length: reader.numFrames() }, (_, index) => frame(index)),
  );
}
