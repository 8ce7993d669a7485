import { type Area, animation, drawPixels, type Frame, still } from "./compose.ts";
import { type Chunk, checkSize, type Picture, type Size } from "./picture.ts";
import { WasmLibrary } from "./wasm-library.ts";

/** Opens a WebP with all its frames; throws for anything else. */
export async function openWebp(bytes: Uint8Array): Promise<Picture> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = file.readUInt32LE(4) + 8;
  if (end > file.length) throw new Error("the file is cut off");
  const chunks = readChunks(file.subarray(12, end));
  const extended = chunks.find(({ type }) => type === "VP8X");
  const size = extended === undefined ? imageSize(chunks) : canvasSize(extended.data);
  checkSize(size);
  const library = await WasmLibrary.load("@cwasm/webp/webp.wasm");
  const animated = chunks.filter(({ type }) => type === "ANMF");
  if (animated.length > 0)
    return animation(
      size,
      animated.map(({ data }) => readFrame(data, size, library)),
    );
  checkSize(imageSize(chunks));
  return still(size, () => decode(library, file, size).pixels);
}

/** The container is described at https://developers.google.com/speed/webp/docs/riff_container. */
function readChunks(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const end = at + 8 + bytes.readUInt32LE(at + 4);
    if (end > bytes.length) throw new Error("a chunk is cut off");
    chunks.push({ type: bytes.toString("latin1", at, at + 4), data: bytes.subarray(at + 8, end) });
    at = end + (end % 2);
  }
  return chunks;
}

function canvasSize(data: Buffer): Size {
  return { width: data.readUIntLE(4, 3) + 1, height: data.readUIntLE(7, 3) + 1 };
}

/** The size in an image's header: RFC 6386, section 9.1, and RFC 9649, section 3.4. */
function imageSize(chunks: readonly Chunk[]): Size {
  for (const { type, data } of chunks) {
    if (type === "VP8 ")
      return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
    if (type === "VP8L") {
      const bits = data.readUInt32LE(1);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
  }
  throw new Error("no image");
}

function readFrame(data: Buffer, canvas: Size, library: WasmLibrary): Frame {
  const area: Area = {
    x: data.readUIntLE(0, 3) * 2,
    y: data.readUIntLE(3, 3) * 2,
    width: data.readUIntLE(6, 3) + 1,
    height: data.readUIntLE(9, 3) + 1,
  };
  const flags = data.readUInt8(15);
  const isBlended = (flags & 2) === 0;
  return {
    ...area,
    disposal: (flags & 1) === 0 ? "none" : "clear",
    draw(pixels) {
      // An optional ALPH chunk and an image, which libwebp takes without a container around them.
      const image = data.subarray(16);
      const size = imageSize(readChunks(image));
      if (size.width !== area.width || size.height !== area.height)
        throw new Error("a frame has another size than its image");
      checkSize(size);
      const decoded = decode(library, image, size);
      drawPixels(pixels, canvas, { ...area, isBlended }, decoded.pixels);
      library.call("free", decoded.address);
    },
  };
}

/** @returns the pixels, valid until the library's next call, and the address to free. */
function decode(
  library: WasmLibrary,
  file: Uint8Array,
  { width, height }: Size,
): { readonly pixels: Uint8Array; readonly address: number } {
  const input = library.put(file);
  const decoded = library.allocate(8);
  const output = library.call("WebPDecodeRGBA", input, file.length, decoded, decoded + 4);
  const [gotWidth, gotHeight] = library.integers(decoded, 2);
  library.call("free", input);
  library.call("free", decoded);
  if (output === 0 || gotWidth !== width || gotHeight !== height) throw new Error("libwebp failed");
  return { pixels: library.bytes(output, width * height * 4), address: output };
}
