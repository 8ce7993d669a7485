/** A text as code. Its characters cannot end its own span, row, or cell. */
export function code(text: string): string {
  // Two backticks with nothing between them would begin a span of their own.
  const inner = (text === "" ? " " : text)
    .replace(/\s+/g, " ")
    .replaceAll("`", "'")
    // An odd number of backslashes is what takes a bar's meaning away.
    .replace(
      /(?<!\\)(\\*)\|/g,
      (_, slashes: string) => `${slashes}${slashes.length % 2 === 0 ? "" : "\\"}\\|`,
    );
  return `\`${inner}\``;
}

/** A text as plain text within a sentence: no Markdown, HTML, links, or mentions. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\|<>`[\]*~&]|(?<![a-z0-9])_|_(?![a-z0-9])/gi, "\\$&")
    .replace(/:(?=\/\/)|(?<=www)\./gi, "\\$&")
    .replaceAll("@", `@${WORD_JOINER}`);
}

/** A text of several lines as itself among words, with line breaks. */
export function plainLines(text: string): string {
  return text.split(/\r?\n/).map(plain).join("<br>");
}

/**
 * A text of several lines as one paragraph, with line breaks. It begins no list, heading, quote, or block of
 * HTML, since only the start of a line of markdown can: blank lines at its own start would leave a `<br>` there.
 */
export function paragraph(text: string): string {
  return plainLines(text.trim() || WORD_JOINER).replace(/^(\d*)([-+#=.)])/, "$1\\$2");
}

/** Is not seen, and parts what would otherwise be one name. */
const WORD_JOINER = "\u2060";

/** A link whose text is shown as code; the text alone where the address is not one of a page. */
export function link(text: string, url: string): string {
  return /^https?:\/\//i.test(url) ? `[${code(text)}](${address(url)})` : code(text);
}

/** A URL that cannot end its own link, attribute, or cell. Existing percent-encoding is kept. */
export function address(url: string): string {
  const encoded = encodeURI(url.toWellFormed()).replace(/%25([0-9a-f]{2})/gi, "%$1");
  return encoded.replace(
    /[()|<>"'`\s]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A fenced block; the fence is longer than any run of backticks within. */
export function block(language: string, text: string): string {
  let fence = "```";
  for (const [run] of text.matchAll(/`{3,}/g)) if (run.length >= fence.length) fence = `${run}\``;
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A table. Rows without a value are left out; cells are markdown already. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | undefined)[])[],
): string {
  const line = (cells: readonly (string | undefined)[]): string => `| ${cells.join(" | ")} |`;
  const whole = rows.filter((row) => row.every((cell) => cell !== undefined && cell !== ""));
  return [line(head), line(head.map(() => "---")), ...whole.map(line)].join("\n");
}

/**
 * Facts as a table, by name; those without a cell are left out. The first is the table's head, because GitHub shows an
 * empty head as an empty row.
 * @returns no part when there is no fact.
 */
export function facts(
  rows: readonly (readonly [name: string, cell: string | undefined])[],
): string[] {
  const known = rows.flatMap(([name, cell]) => (cell ? [`| ${name} | ${cell} |`] : []));
  return known.length === 0 ? [] : [known.toSpliced(1, 0, "| :-- | :-- |").join("\n")];
}

/** The first digits of a version's ID, of which Replicate's pages show as many. */
export function shortId(version: string): string {
  return version.slice(0, 12);
}

/** The first digits of a commit's ID, of which git shows as many. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}

/** A folded section. What it is about may be anybody's words, and is shown as code: there is no mention in it. */
export function details(title: string, body: string, subject?: string): string {
  const about =
    subject === undefined ? "" : `: <code>${escapeHtml(subject.replace(/\s+/g, " "))}</code>`;
  return `<details><summary>${escapeHtml(title)}${about}</summary>\n\n${body}\n\n</details>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
