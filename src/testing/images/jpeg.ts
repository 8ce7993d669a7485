import { still } from "./compose.ts";
import { checkSize, type Picture } from "./picture.ts";
import { WasmLibrary } from "./wasm-library.ts";

/** From turbojpeg.h of libjpeg-turbo: four bytes a pixel, in this order. */
const TJPF_RGBA = 7;

/** Opens a JPEG; throws for anything else. */
export async function openJpeg(bytes: Uint8Array): Promise<Picture> {
  const turbo = await WasmLibrary.load("@cwasm/jpeg-turbo/jpeg-turbo.wasm");
  const input = turbo.put(bytes);
  const decompressor = turbo.call("tjInitDecompress");
  // Width, height, subsampling and color space.
  const header = turbo.allocate(16);
  const fields = [header, header + 4, header + 8, header + 12];
  check(turbo.call("tjDecompressHeader3", decompressor, input, bytes.length, ...fields));
  const [width = 0, height = 0] = turbo.integers(header, 2);
  checkSize({ width, height });
  return still({ width, height }, () => {
    const output = turbo.allocate(width * height * 4);
    const layout = [width, width * 4, height, TJPF_RGBA, 0];
    check(turbo.call("tjDecompress2", decompressor, input, bytes.length, output, ...layout));
    return turbo.bytes(output, width * height * 4);
  });
}

/** libjpeg-turbo fills missing parts of a file with gray, and reports that in its status. */
function check(status: number): void {
  if (status !== 0) throw new Error("libjpeg-turbo failed");
}
