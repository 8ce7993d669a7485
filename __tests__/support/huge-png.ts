import { crc32, deflateSync } from "node:zlib";

/**
 * A PNG of one bit a pixel: small as a file, and whatever it takes as pixels.
 * @param byte eight pixels, which are repeated.
 */
export function hugePng(width: number, height: number, byte = 0): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(1, 8);
  const row = Math.ceil(width / 8) + 1;
  const data = Buffer.alloc(row * height, byte);
  // Each row begins with its filter: none.
  for (let at = 0; at < data.length; at += row) data[at] = 0;
  const chunks = [
    ["IHDR", header],
    ["IDAT", deflateSync(data)],
    ["IEND", Buffer.alloc(0)],
  ] as const;
  const parts = chunks.map(([type, content]) => {
    const chunk = Buffer.alloc(content.length + 12);
    chunk.writeUInt32BE(content.length, 0);
    chunk.write(type, 4, "latin1");
    content.copy(chunk, 8);
    chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
    return chunk;
  });
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}
