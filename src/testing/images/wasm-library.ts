import { readAsset } from "../../lib/asset.ts";

/** The two functions of the host that are called by what needs none of it: none of them does anything. */
const HARMLESS: ReadonlySet<string> = new Set(["setjmp", "environ_sizes_get"]);

/**
 * A C library as WebAssembly, loaded again for each picture: whatever a file does to its memory (an overflow in an old
 * decoder, say) stays there and goes with it. Calling any function of the host ends it.
 */
export class WasmLibrary {
  readonly #exports: WebAssembly.Exports;
  readonly #memory: WebAssembly.Memory;

  private constructor(exports: WebAssembly.Exports) {
    const { memory } = exports;
    if (!(memory instanceof WebAssembly.Memory)) throw new Error("no memory is exported");
    this.#exports = exports;
    this.#memory = memory;
  }

  /** @param specifier of the file, in its package. */
  static async load(specifier: string): Promise<WasmLibrary> {
    const module = await WebAssembly.compile(await readAsset(specifier));
    const imports: Record<string, Record<string, () => number>> = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module))
      imports[from] = { ...imports[from], [name]: hostFunction(name) };
    return new WasmLibrary((await WebAssembly.instantiate(module, imports)).exports);
  }

  /** Calls a function; numbers and addresses are all that it takes and returns. */
  call(name: string, ...args: readonly number[]): number {
    const exported = this.#exports[name];
    if (typeof exported !== "function") throw new Error(`${name} is not exported`);
    // As addresses they are unsigned, and WebAssembly has them signed.
    return Number(exported(...args)) >>> 0;
  }

  /** @returns the address of newly allocated bytes. */
  allocate(size: number): number {
    const address = this.call("malloc", size);
    if (address === 0) throw new Error(`no memory for ${size} bytes`);
    return address;
  }

  /** Copies bytes into its memory. */
  put(bytes: Uint8Array): number {
    const address = this.allocate(bytes.length);
    new Uint8Array(this.#memory.buffer).set(bytes, address);
    return address;
  }

  /** The bytes at an address, valid until the next call. */
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, address, length);
  }

  integers(address: number, count: number): readonly number[] {
    return [...new Uint32Array(this.#memory.buffer, address, count)];
  }
}

function hostFunction(name: string): () => number {
  return () => {
    if (HARMLESS.has(name)) return 0;
    throw new Error(`it called ${name}`);
  };
}
