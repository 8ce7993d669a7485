/** Lines that are kept or removed together. */
interface Part {
  readonly text: string;
  readonly isFolded: boolean;
}

/**
 * A text that is no longer than it may be. Folded parts go first, the last ones of them, for what they tell
 * is in the summary as well; then lines from the end. What is cut is whole: half of a block or of a code span
 * would let somebody's words out.
 * @param most characters.
 */
export function truncateMarkdown(text: string, most: number): string {
  const parts = partsOf(text);
  let length = text.length;
  for (let at = parts.length - 1; at >= 0 && length > most; at--) {
    const part = parts[at];
    if (!part?.isFolded) continue;
    parts.splice(at, 1);
    length -= part.text.length;
  }
  const kept = parts.map((part) => part.text).join("");
  return kept.length <= most ? kept : kept.slice(0, Math.max(0, kept.lastIndexOf("\n", most)));
}

/** The folded sections, and what is between them. Within a fenced block nothing begins or ends one. */
function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let lines: string[] = [];
  let fence: string | undefined;
  const close = (isFolded: boolean): void => {
    if (lines.length > 0) parts.push({ text: lines.join(""), isFolded });
    lines = [];
  };
  for (const line of text.split(/(?<=\n)/)) {
    const [, mark] = /^(`{3,})/.exec(line) ?? [];
    if (fence === undefined && line.startsWith("<details>")) close(false);
    lines.push(line);
    if (fence !== undefined) fence = line.trimEnd() === fence ? undefined : fence;
    else if (mark !== undefined) fence = mark;
    else if (line.startsWith("</details>")) close(true);
  }
  close(false);
  return parts;
}
