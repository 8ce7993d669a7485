/** Bytes up to which pieces are put together, so that single lines are not kept one by one. */
const SHORT = 4096;

/**
 * The end of an output that streams by, bounded, whatever the size of its pieces. Kept as bytes: a gigabyte
 * that is made into strings costs more memory than all that is kept of it.
 */
export class TailBuffer {
  readonly #limit: number;
  readonly #pieces: Buffer[] = [];
  #length = 0;

  /** @param limit bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(piece: Buffer): void {
    const last = this.#pieces.at(-1);
    if (last !== undefined && last.length + piece.length < SHORT)
      this.#pieces[this.#pieces.length - 1] = Buffer.concat([last, piece]);
    else this.#pieces.push(piece);
    this.#length += piece.length;
    for (let [first] = this.#pieces; first !== undefined; [first] = this.#pieces) {
      if (this.#length - first.length < this.#limit) return;
      this.#pieces.shift();
      this.#length -= first.length;
    }
  }

  /** The last lines, of at most the limit together. */
  text(): string {
    return lastLines(Buffer.concat(this.#pieces).toString("utf8"), this.#limit);
  }
}

/** The end of a text, without the rest of a line that is cut: half a secret is masked by nobody. */
export function lastLines(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = text.slice(-limit);
  return end.slice(end.indexOf("\n") + 1);
}
