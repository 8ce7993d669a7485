import { readFile } from "node:fs/promises";

/**
 * Reads a WebAssembly file of a package. In dist, it is next to the bundle (dev/scripts/build.ts puts it there),
 * in src, in the package itself.
 * @param specifier the package's own name for it, such as "jq-wasm/jq.wasm".
 */
export function readAsset(specifier: string): Promise<Uint8Array<ArrayBuffer>> {
  const here = import.meta.url;
  const url = here.endsWith(".ts")
    ? import.meta.resolve(specifier)
    : new URL(specifier.replace(/^.*\//, ""), here);
  return readFile(new URL(url));
}
