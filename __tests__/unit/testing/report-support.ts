import { marked } from "marked";
import type { Boot, FailedBoot } from "../../../src/testing/boot.ts";
import type { CaseReport, TestReport } from "../../../src/testing/test-report.ts";
import { ID, PHASES } from "./gate-support.ts";

export const HOTDOG = { owner: "acme", name: "hotdog" };
export const API = "https://api.replicate.com/v1";
export const PAGE = "https://replicate.com/p/p1";
export const PICTURE = "https://replicate.delivery/a.png";

const CAUSE = { code: "boot-broken", message: "It is broken.", hint: "Fix it." };

type BootDetails = Partial<Pick<FailedBoot, "phases" | "url" | "log" | "cause">>;

/** A version that booted, or failed to. */
function bootReport(verdict: Boot["verdict"], details: BootDetails): Boot {
  const { cause, ...prediction } = { phases: PHASES, url: PAGE, log: [], cause: CAUSE, ...details };
  return verdict === "booted"
    ? { verdict, isOutputNull: false, ...prediction }
    : { verdict, ...prediction, cause };
}

function report(some: Partial<CaseReport> = {}): CaseReport {
  return {
    name: "greets",
    inputs: { prompt: "hi" },
    failures: [],
    output: "hello",
    phases: PHASES,
    url: PAGE,
    log: [],
    before: undefined,
    expectedUrl: undefined,
    ...some,
  };
}

export const FAILURE = { expected: "exactly a", got: "b" };

export function testReport(
  cases: readonly Partial<CaseReport>[] = [],
  { verdict = "booted", ...details }: { verdict?: Boot["verdict"] } & BootDetails = {},
): TestReport {
  const boot = bootReport(verdict, details);
  return { model: HOTDOG, version: ID, boot, cases: cases.map(report) };
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
