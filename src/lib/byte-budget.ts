import { formatBytes } from "./units.ts";

/** How much may be received. */
export class ByteBudget {
  readonly #limit: number;
  readonly #total: ByteBudget | undefined;
  #left: number;

  /** @param total a budget that this one is part of. */
  constructor(limit: number, total?: ByteBudget) {
    this.#limit = limit;
    this.#left = limit;
    this.#total = total;
  }

  /** @throws {Error} when more bytes are requested than are left. */
  check(bytes: number): void {
    if (bytes > this.#left) throw new Error(`${TOO_LARGE} ${formatBytes(this.#limit)}`);
    this.#total?.check(bytes);
  }

  /** @throws {Error} when the limit would be exceeded. */
  take(bytes: number): void {
    this.check(bytes);
    this.#left -= bytes;
    this.#total?.take(bytes);
  }
}

/** The beginning of the error for content that is too large. */
export const TOO_LARGE = "larger than the limit of";

/**
 * Reads a stream to its end.
 * @throws {Error} when it exceeds the limit of bytes, or fails.
 */
export async function readAll(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const budget = new ByteBudget(maxBytes);
  for await (const chunk of stream) {
    budget.take(chunk.byteLength);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
