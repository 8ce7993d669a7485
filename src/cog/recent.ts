/** The end of a text that streams by, bounded, whatever the size of its pieces. */
export class Recent {
  readonly #limit: number;
  #pieces: string[] = [];
  #length = 0;

  /** @param limit characters. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(piece: string): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
    // Twice the limit, so that the text is put together once for each limit's worth of it.
    if (this.#length <= 2 * this.#limit) return;
    const text = this.text();
    this.#pieces = [text];
    this.#length = text.length;
  }

  /** The last lines, of at most the limit together. */
  text(): string {
    return lastLines(this.#pieces.join(""), this.#limit);
  }
}

/** The end of a text, without the rest of a line that is cut: half a secret is masked by nobody. */
export function lastLines(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = text.slice(-limit);
  return end.slice(end.indexOf("\n") + 1);
}
