import { marked } from "marked";

/** Colours, sizes and rules like those of GitHub's light theme. */
const STYLE = `
  * { box-sizing: border-box; }
  html, body { margin: 0; background: #fff; }
  main { padding: 16px; color: #1f2328; font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
  .card { border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden; }
  .head { padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; color: #59636e; }
  .head b { color: #1f2328; font-weight: 600; }
  .head .label { margin-left: 4px; padding: 0 6px; border: 1px solid #d1d9e0; border-radius: 2em; font-size: 12px; }
  .body { padding: 16px; }
  .body > :first-child { margin-top: 0; }
  .body > :last-child { margin-bottom: 0; }
  h2, h3, h4 { margin: 20px 0 12px; line-height: 1.25; font-weight: 600; }
  h2 { padding-bottom: 5px; border-bottom: 1px solid #d1d9e0b3; font-size: 21px; }
  h3 { font-size: 17.5px; }
  h4 { font-size: 14px; }
  td:first-child { white-space: nowrap; }
  p, table, details, pre, ul { margin: 0 0 14px; }
  a { color: #0969da; text-decoration: underline; text-underline-offset: 3px; }
  code { padding: 2px 5px; border-radius: 6px; background: #818b981f; font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
  h2 code, h3 code { font-size: 85%; }
  pre { padding: 12px; overflow: auto; border-radius: 6px; background: #f6f8fa; }
  pre code { padding: 0; background: none; }
  table { border-collapse: collapse; }
  th, td { padding: 5px 12px; border: 1px solid #d1d9e0; text-align: left; }
  th { font-weight: 600; }
  tr:nth-child(even) td { background: #f6f8fa; }
  thead:not(:has(th:not(:empty))) th { padding: 0; border: 0; }
  summary { cursor: pointer; }
`;

/** Tells the browser's --dump-dom how high the page is. */
const MEASURE = `document.documentElement.dataset.height = Math.ceil(document.querySelector("main").getBoundingClientRect().height);`;

/**
 * A page that shows markdown much as GitHub does, folded parts closed.
 * @param head HTML of the bar above it.
 */
export function githubPage(markdown: string, head: string): string {
  const body = marked.parse(markdown, { gfm: true, async: false });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><style>${STYLE}</style></head><body>
<main><div class="card"><div class="head">${head}</div><div class="body">${body}</div></div></main>
<script>${MEASURE}</script></body></html>`;
}
