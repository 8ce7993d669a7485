import { formatBytes } from "../lib/units.ts";

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

  /** @throws {Error} when so many bytes are more than what is left. */
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

/** How the network error of a larger response begins. */
export const TOO_LARGE = "larger than the limit of";
