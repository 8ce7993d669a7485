import { fullName } from "../../lib/model-name.ts";
import { formatCount } from "../../lib/units.ts";
import { shortId } from "../../markdown/markdown.ts";
import { modelUrl, versionUrl } from "../../replicate/urls.ts";
import type { FailedBoot } from "../boot.ts";
import { indented, shortText } from "../output.ts";
import { renderCounts, renderPhases } from "../render.ts";
import type { CaseReport, TestReport } from "../test-report.ts";
import { type Pictures, pictureUrls } from "./pictures.ts";

/** Characters of an input, output or log. */
const MAX_SHOWN = 20_000;
/** Bytes of all test cases together, pictures included: the page must stay below 10 MB. */
const MAX_TOTAL = 9_900_000;

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;overflow-wrap:anywhere;padding:0 1rem}h1{font-size:1.5rem}
section{border-top:1px solid #8884;margin-top:1.5rem}pre{background:#8881;overflow:auto;padding:.75rem;white-space:pre-wrap}
.pair{display:grid;gap:1rem;grid-template-columns:1fr 1fr}.pair>div{min-width:0}img{max-width:100%}
.passed{color:#1a7f37}.failed{color:#cf222e}h4{margin:.75rem 0 .25rem}`;

/** The results of a version, without secrets, as one page with its pictures: no scripts, no network, all escaped. */
export function renderHtml(report: TestReport, pictures: Pictures): string {
  const { model, version, boot, cases } = report;
  const name = fullName(model);
  const title = `Test report of ${name} ${shortId(version)}`;
  const booted = boot.verdict === "booted";
  const phases = boot.phases === undefined ? "" : `: ${renderPhases(boot.phases)}`;
  const sections: string[] = [];
  let bytes = 0;
  for (const one of cases) {
    const section = renderCase(one, pictures);
    bytes += Buffer.byteLength(section);
    if (bytes > MAX_TOTAL) break;
    sections.push(section);
  }
  const more = cases.length - sections.length;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">`,
    `<meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escapeHtml(title)}</h1>`,
    `<p>${anchor(versionUrl(modelUrl(model), version), version)}</p>`,
    `<p>Boot check: <b class="${booted ? "passed" : "failed"}">${escapeHtml(boot.verdict)}</b>${escapeHtml(phases)}</p>`,
    ...(boot.verdict === "booted" ? [] : [renderCause(boot)]),
    ...(cases.length === 0 ? [] : [`<p>${escapeHtml(renderCounts(cases))}</p>`]),
    ...sections,
    ...(more > 0
      ? [
          `<p>${formatCount(more, "more test case is", "more test cases are")} in the job summary.</p>`,
        ]
      : []),
    "</body></html>\n",
  ].join("\n");
}

function renderCause({ cause, log }: FailedBoot): string {
  return `<p>${escapeHtml(`${cause.message} ${cause.hint}`)}</p>${pre(log.join("\n"))}`;
}

function renderCase(report: CaseReport, pictures: Pictures): string {
  const { name, inputs, failures, output, phases, url, log, transcript = [] } = report;
  const result = failures.length === 0 ? "passed" : "failed";
  const lines = failures.map(({ expected, got }) => `expected: ${expected}\ngot: ${got}`);
  const urls = pictureUrls(report);
  const before = beforeText(report);
  return [
    `<section><h3>${escapeHtml(name)} <span class="${result}">${result}</span></h3>`,
    `<p>${escapeHtml(phases === undefined ? "no prediction" : renderPhases(phases))}${url ? ` – ${anchor(url, "prediction")}` : ""}</p>`,
    part("Failures", lines.join("\n\n")),
    part("Inputs", indented(inputs)),
    '<div class="pair">',
    column("Before", before, urls.before, pictures),
    column(
      before === "" ? "Output" : "After",
      output === undefined ? "" : indented(output),
      urls.after,
      pictures,
    ),
    "</div>",
    part("Judge's verdict", transcript.join("\n")),
    part("Log", log.join("\n")),
    "</section>",
  ].join("\n");
}

/** The output of the version before, or the file that match_url names; empty if there is nothing to compare. */
function beforeText({ before, expectedUrl }: CaseReport): string {
  if (before === undefined) return expectedUrl ?? "";
  return before.kind === "failed" ? before.error : indented(before.output);
}

function column(
  title: string,
  content: string,
  urls: readonly string[],
  pictures: Pictures,
): string {
  if (content === "") return "";
  const images = urls
    .map((url) => pictures.get(url))
    .filter((picture) => picture !== undefined)
    .map((picture) => `<p><img alt="${title.toLowerCase()}" src="${picture}"></p>`);
  return `<div>${part(title, content)}${images.join("")}</div>`;
}

function part(title: string, content: string): string {
  return content === "" ? "" : `<h4>${title}</h4>${pre(content)}`;
}

function pre(content: string): string {
  return `<pre>${escapeHtml(shortText(content, MAX_SHOWN))}</pre>`;
}

/** A link to a page; the text alone for anything else, such as `javascript:`. */
function anchor(url: string, content: string): string {
  return /^https?:\/\//i.test(url)
    ? `<a href="${escapeHtml(url)}" rel="noreferrer">${escapeHtml(content)}</a>`
    : escapeHtml(content);
}

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
