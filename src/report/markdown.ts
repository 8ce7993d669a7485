/** A text as code, whatever characters it holds; it can't end its own span, row or cell. */
export function code(text: string): string {
  const inner = text
    .replace(/\s+/g, " ")
    .replaceAll("`", "'")
    // An odd number of backslashes is what takes a bar's meaning away.
    .replace(
      /(\\*)\|/g,
      (_, slashes: string) => `${slashes}${slashes.length % 2 === 0 ? "" : "\\"}\\|`,
    );
  return `\`${inner}\``;
}

/** A link whose text is shown as code. */
export function link(text: string, url: string): string {
  return `[${code(text)}](${address(url)})`;
}

/** An address that can't end its own link, attribute or cell. What is encoded already stays so. */
export function address(url: string): string {
  const encoded = encodeURI(url.toWellFormed()).replace(/%25([0-9a-f]{2})/gi, "%$1");
  return encoded.replace(
    /[()|<>"'`\s]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A fenced block; the fence is longer than any run of backticks within. */
export function block(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
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

/** A folded section. */
export function details(title: string, body: string): string {
  return `<details><summary>${escapeHtml(title.replace(/\s+/g, " "))}</summary>\n\n${body}\n\n</details>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
