import { duration } from "./table.ts";

/** One bar, and the mark of what it can't get below. */
export interface Bar {
  readonly name: string;
  /** Milliseconds. */
  readonly value: number;
  /** What is written beside it; by default the value. */
  readonly label?: string;
  readonly mark?: number;
}

const WIDTH = 760;
const LABELS = 250;
const VALUES = 80;
const ROW = 34;
const TOP = 46;
const BOTTOM = 30;

/**
 * Horizontal bars as an SVG that reads on a light and on a dark page.
 * @param legend what the marks are; empty without marks.
 */
export function chart(title: string, bars: readonly Bar[], legend = ""): string {
  const height = TOP + bars.length * ROW + (legend === "" ? 0 : BOTTOM);
  const longest = Math.max(...bars.map(({ value, mark = 0 }) => Math.max(value, mark)));
  const scale = (WIDTH - LABELS - VALUES) / longest;
  const rows = bars.map((bar, index) => row(bar, TOP + index * ROW, scale));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">
<style>
text { font: 14px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.bar { fill: #0969da }
.mark { stroke: #cf222e; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #f0f6fc } .bar { fill: #4493f8 } .mark { stroke: #f85149 } }
</style>
<text class="title" x="0" y="20">${escaped(title)}</text>
${[...rows, ...key(legend, height)].join("\n")}
</svg>
`;
}

function key(legend: string, height: number): string[] {
  if (legend === "") return [];
  return [
    `<line class="mark" x1="${LABELS}" y1="${height - 20}" x2="${LABELS}" y2="${height - 6}"/>`,
    `<text x="${LABELS + 10}" y="${height - 8}">${escaped(legend)}</text>`,
  ];
}

function row(
  { name, value, mark, label = duration(value) }: Bar,
  y: number,
  scale: number,
): string {
  const end = LABELS + value * scale;
  const at = LABELS + (mark ?? 0) * scale;
  const line =
    mark === undefined
      ? ""
      : `\n<line class="mark" x1="${at.toFixed(1)}" y1="${y - 3}" x2="${at.toFixed(1)}" y2="${y + 25}"/>`;
  return `<text x="${LABELS - 10}" y="${y + 16}" text-anchor="end">${escaped(name)}</text>
<rect class="bar" x="${LABELS}" y="${y}" width="${(value * scale).toFixed(1)}" height="22" rx="3"/>${line}
<text x="${(Math.max(end, at) + 8).toFixed(1)}" y="${y + 16}">${escaped(label)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
