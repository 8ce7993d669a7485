import { truncateStart } from "../lib/text.ts";

/** Bytes. Smaller pieces are merged, so that single lines are not stored one by one. */
const MIN_PIECE = 4096;

/**
 * The end of a stream, in bounded memory. Stored as bytes: decoding a gigabyte would take more memory than all that is
 * stored.
 */
export class TailBuffer {
  readonly #limit: number;
  readonly #pieces: Buffer[] = [];
  #length = 0;

  /** @param limit bytes to store at least. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(piece: Buffer): void {
    const last = this.#pieces.at(-1);
    if (last !== undefined && last.length + piece.length < MIN_PIECE)
      this.#pieces[this.#pieces.length - 1] = Buffer.concat([last, piece]);
    else this.#pieces.push(piece);
    this.#length += piece.length;
    for (let [first] = this.#pieces; first !== undefined; [first] = this.#pieces) {
      if (this.#length - first.length < this.#limit) return;
      this.#pieces.shift();
      this.#length -= first.length;
    }
  }

  /** The last lines, at most `limit` characters. */
  text(): string {
    return truncateStart(Buffer.concat(this.#pieces).toString("utf8"), this.#limit);
  }
}
