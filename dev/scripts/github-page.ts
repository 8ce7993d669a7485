import { Marked } from "marked";

/**
 * Colors, sizes, and rules like those of GitHub's light theme. What decides whether a text fits is Primer's own
 * (src/markdown): a long word breaks in a paragraph, but not in a table, which scrolls instead.
 */
const STYLE = `
  * { box-sizing: border-box; }
  html, body { margin: 0; background: #fff; }
  main { padding: 16px; color: #1f2328; font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; overflow-wrap: break-word; }
  .card { border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden; }
  .head { padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; color: #59636e; }
  .head b { color: #1f2328; font-weight: 600; }
  .head .label { margin-left: 4px; padding: 0 6px; border: 1px solid #d1d9e0; border-radius: 2em; font-size: 12px; }
  .body { padding: 16px; }
  .body > :first-child { margin-top: 0; }
  .body > :last-child { margin-bottom: 0; }
  .body h2, .body h3, .body h4 { margin: 24px 0 16px; line-height: 1.25; font-weight: 600; }
  .body h2 { padding-bottom: 5px; border-bottom: 1px solid #d1d9e0b3; font-size: 21px; }
  .body h3 { font-size: 17.5px; }
  .body h4 { font-size: 14px; }
  .body p, .body table, .body details, .body pre, .body ul, .body ol, .body blockquote { margin: 0 0 16px; }
  .body ul, .body ol { padding-left: 2em; }
  .body a { color: #0969da; text-decoration: underline; text-underline-offset: 3px; }
  .body code { padding: .2em .4em; border-radius: 6px; background: #818b981f; font: 85% ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; white-space: break-spaces; }
  .body h2 code, .body h3 code { padding: 0 .2em; font-size: inherit; }
  .body pre { padding: 16px; overflow: auto; border-radius: 6px; background: #f6f8fa; line-height: 1.45; overflow-wrap: normal; }
  .body pre code { padding: 0; background: none; white-space: pre; }
  .body table { display: block; width: max-content; max-width: 100%; overflow: auto; border-collapse: collapse; }
  .body th, .body td { padding: 6px 13px; border: 1px solid #d1d9e0; }
  .body th { font-weight: 600; }
  .body tr:nth-child(2n) { background: #f6f8fa; }
  .body img { max-width: 100%; }
  .body summary { cursor: pointer; }
  .alert { margin: 0 0 16px; padding: 8px 16px; border-left: 4px solid var(--alert); }
  .alert > :last-child { margin-bottom: 0; }
  .alert > b { display: block; margin-bottom: 8px; color: var(--alert); font-weight: 500; }
  .note { --alert: #0969da; } .tip { --alert: #1a7f37; } .important { --alert: #8250df; }
  .warning { --alert: #9a6700; } .caution { --alert: #cf222e; }
`;

const ALERT = /^<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*/;

const github = new Marked({
  gfm: true,
  renderer: {
    blockquote({ tokens }) {
      const html = this.parser.parse(tokens);
      const [start, name] = ALERT.exec(html) ?? [];
      if (start === undefined || name === undefined) return `<blockquote>${html}</blockquote>\n`;
      const title = `${name.charAt(0)}${name.slice(1).toLowerCase()}`;
      return `<div class="alert ${title.toLowerCase()}"><b>${title}</b><p>${html.slice(start.length)}</div>\n`;
    },
  },
});

/**
 * Markdown much as GitHub shows it, folded parts closed.
 * @param head HTML of the bar above it.
 */
export function githubCard(markdown: string, head: string): string {
  const body = github.parse(markdown, { async: false });
  return `<div class="card"><div class="head">${head}</div><div class="body">${body}</div></div>`;
}

/**
 * A page in GitHub's style.
 * @param content HTML of its `main`.
 * @param style further rules.
 */
export function githubPage(content: string, style = ""): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>${STYLE}${style}</style></head><body>
<main>${content}</main></body></html>`;
}
