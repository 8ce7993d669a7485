/** A line, or a folded section, which is kept or cut as a whole. */
interface Part {
  readonly text: string;
  readonly isFolded: boolean;
}

/**
 * A text that is no longer than it may be. Folded sections go first, then lines, both from the end. What is cut is whole:
 * half of a section or of a code span would let untrusted text out of its fence.
 * @param sizeOf measures a text. Default: its characters.
 */
export function truncateMarkdown(
  text: string,
  max: number,
  sizeOf = (part: string) => part.length,
): string {
  const parts = partsOf(text);
  const fromEnd = parts.toReversed();
  const lines = fromEnd.filter(({ isFolded }) => !isFolded);
  const cut = new Set<Part>();
  let size = sizeOf(text);
  for (const part of [...fromEnd.filter(({ isFolded }) => isFolded), ...lines]) {
    if (size <= max) break;
    cut.add(part);
    size -= sizeOf(part.text);
  }
  const kept = parts.filter((part) => !cut.has(part));
  return kept.map((part) => part.text).join("");
}

/** The folded sections, and the lines between them. Within a fenced block nothing begins or ends one. */
function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let start: number | undefined;
  let fence: string | undefined;
  for (const line of text.split(/(?<=\n)/)) {
    const [, mark] = /^(`{3,})/.exec(line) ?? [];
    if (fence === undefined && line.startsWith("<details>")) start = parts.length;
    parts.push({ text: line, isFolded: false });
    if (fence !== undefined) fence = line.trimEnd() === fence ? undefined : fence;
    else if (mark !== undefined) fence = mark;
    else if (start !== undefined && line.startsWith("</details>")) {
      const lines = parts.splice(start).map((part) => part.text);
      parts.push({ text: lines.join(""), isFolded: true });
      start = undefined;
    }
  }
  return parts;
}
