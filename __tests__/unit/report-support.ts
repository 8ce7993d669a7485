import { marked } from "marked";
import type { Boot } from "../../src/testing/boot.ts";
import type { CaseReport, TestReport } from "../../src/testing/test-report.ts";
import { ID, PHASES } from "./gate-support.ts";

export const HOTDOG = { owner: "acme", name: "hotdog" };
export const API = "https://api.replicate.com/v1";
export const PAGE = "https://replicate.com/p/p1";
export const PICTURE = "https://replicate.delivery/a.png";

const BOOTED: Boot = {
  verdict: "booted",
  phases: PHASES,
  url: PAGE,
  log: [],
  cause: undefined,
};

function report(some: Partial<CaseReport> = {}): CaseReport {
  return {
    name: "greets",
    inputs: { prompt: "hi" },
    failures: [],
    output: "hello",
    phases: PHASES,
    url: PAGE,
    log: [],
    verdict: undefined,
    before: undefined,
    ...some,
  };
}

export const FAILURE = { expected: "exactly a", got: "b" };

export function trial(
  cases: readonly Partial<CaseReport>[] = [],
  boot: Partial<Boot> = {},
): TestReport {
  return { model: HOTDOG, version: ID, boot: { ...BOOTED, ...boot }, cases: cases.map(report) };
}

/** Texts as GitHub shows them. */
export function shown(markdown: string): string {
  const html = marked.parse(markdown, { gfm: true, async: false });
  return html
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
