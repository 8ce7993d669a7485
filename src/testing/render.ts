import { fullName } from "../lib/model-name.ts";
import { formatDuration } from "../lib/units.ts";
import { address, block, code, details, link, table } from "../markdown/markdown.ts";
import type { TestingOptions } from "./options.ts";
import { isImageUrl, shortText, urlsIn } from "./output.ts";
import type { Phases } from "./phases.ts";
import type { CaseReport, TestReport, TestResult } from "./test-report.ts";

/** Characters of an output or an input that are shown. */
const SHOWN = 2000;
/** Characters of a case's name. */
const TITLE = 80;
/** Pictures of one output that are shown, and how wide. */
const MOST_PICTURES = 4;
const WIDTH = 256;
/** Cases that are shown whole: a summary holds a megabyte, a comment 65,536 characters. */
const MOST_FAILURES = 10;

/** How a version did on Replicate's machines. */
export function renderTestReport({ model, version, boot, cases }: TestReport): string {
  const on = `${code(fullName(model))} ${code(version.slice(0, 12))}`;
  const failed = cases.filter(({ failures }) => failures.length > 0);
  return [
    boot.verdict === "booted"
      ? `Booted on Replicate${boot.phases === undefined ? "" : `: ${renderPhases(boot.phases)}`} (${on})`
      : `**Does not start on Replicate: ${boot.verdict}** (${on}${boot.url === undefined ? "" : `, ${link("prediction", boot.url)}`})`,
    ...(boot.cause === undefined ? [] : [`${boot.cause.message} ${boot.cause.hint}`]),
    ...(boot.verdict === "booted" || boot.log.length === 0
      ? []
      : [details("Last lines of its log", block("text", logText(boot.log)))]),
    ...(cases.length === 0
      ? []
      : [`Tests: ${cases.length - failed.length} of ${cases.length} passed.`]),
    ...(cases.length === 0 ? [] : [table(["Test", "Result", "Waited", "Ran", ""], cases.map(row))]),
    ...failed.slice(0, MOST_FAILURES).map(renderFailed),
    ...cases.flatMap(renderJudged),
    ...cases.flatMap(renderPictures),
  ].join("\n\n");
}

/** What a dry run says of the predictions that would be run. */
export function planTestSteps({ bootCheck, suite }: TestingOptions): string[] {
  if (!bootCheck) return [];
  const cases = suite?.cases.length ?? 0;
  const run = cases === 0 ? "" : `, and run ${cases} test ${cases === 1 ? "case" : "cases"}`;
  return [`check that it boots${run}`];
}

/** The section of a summary or comment; empty when nothing was tested. */
export function renderTestResult(result: TestResult): string[] {
  return result.kind === "not-tested" ? [] : [`#### Tests\n\n${renderTestReport(result.report)}`];
}

/** The rows of a version's release notes; none when nothing was tested. */
export function testRows(result: TestResult): [name: string, cell: string][] {
  if (result.kind === "not-tested") return [];
  const { boot, cases } = result.report;
  const rows: [name: string, cell: string][] = [];
  if (boot.phases !== undefined)
    rows.push(["Boots in", formatDuration(boot.phases.queued + (boot.phases.setup ?? 0))]);
  const passed = cases.filter(({ failures }) => failures.length === 0);
  if (cases.length > 0) rows.push(["Tests", `${passed.length} of ${cases.length} passed`]);
  return rows;
}

/** A prediction's phases as people read them. */
export function renderPhases({ queued, setup, running }: Phases): string {
  return [
    `${formatDuration(queued)} queued, pulling and starting`,
    ...(setup === undefined ? [] : [`${formatDuration(setup)} setup`]),
    ...(running === undefined ? [] : [`${formatDuration(running)} running`]),
  ].join(", ");
}

function row({ name, failures, phases, url }: CaseReport): string[] {
  return [
    code(shortText(name, TITLE)),
    failures.length === 0 ? "passed" : "**failed**",
    phases === undefined ? "–" : formatDuration(phases.queued + (phases.setup ?? 0)),
    phases?.running === undefined ? "–" : formatDuration(phases.running),
    url === undefined ? "–" : link("prediction", url),
  ];
}

function logText(lines: readonly string[]): string {
  return shortText(lines.join("\n"), SHOWN);
}

function renderFailed({ name, inputs, failures, output, log, url }: CaseReport): string {
  const wanted = failures.map(
    ({ expected, got }) => `expected: ${shortText(expected, SHOWN)}\ngot: ${shortText(got, SHOWN)}`,
  );
  const parts = [
    ["Inputs", json(inputs)],
    ["Failures", block("text", wanted.join("\n\n"))],
    ["Output", output === undefined || output === null ? "" : json(output)],
    ["Log", log.length === 0 ? "" : block("text", logText(log))],
    ["Prediction", url === undefined ? "" : link(url, url)],
  ].filter(([, text]) => text !== "");
  return details(
    "Failed",
    parts.map(([title, text]) => `${title}:\n\n${text}`).join("\n\n"),
    shortText(name, TITLE),
  );
}

function json(value: unknown): string {
  const isText = typeof value === "string";
  const text = isText ? value : (JSON.stringify(value, undefined, 2) ?? "");
  return block(isText ? "text" : "json", text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}

function renderJudged({ name, verdict }: CaseReport): string[] {
  if (verdict === undefined) return [];
  const { judge, question, answers } = verdict;
  const text = `${judge} was asked: ${question}\n${answers.map((answer) => `- ${answer}`).join("\n")}`;
  return [details("Judged", block("text", shortText(text, SHOWN)), shortText(name, TITLE))];
}

function renderPictures({ name, output, before }: CaseReport): string[] {
  const after = picturesOf(output);
  const old = before && "output" in before ? picturesOf(before.output) : [];
  const fault =
    before && "fault" in before
      ? [`The version before: ${code(shortText(before.fault, SHOWN))}`]
      : [];
  if (after.length + old.length === 0)
    return before === undefined
      ? []
      : [details("Compared", compared(output, before), shortText(name, TITLE))];
  const shown =
    before === undefined
      ? after.join(" ")
      : table(["Before", "After"], [[old.join(" ") || "–", after.join(" ") || "–"]]);
  return [details("Output", [shown, ...fault].join("\n\n"), shortText(name, TITLE))];
}

function compared(output: unknown, before: NonNullable<CaseReport["before"]>): string {
  const old = "output" in before ? json(before.output) : code(shortText(before.fault, SHOWN));
  const isSame = "output" in before && JSON.stringify(before.output) === JSON.stringify(output);
  return isSame
    ? `The same as before:\n\n${old}`
    : `Before:\n\n${old}\n\nAfter:\n\n${json(output)}`;
}

/** Replicate keeps output files for an hour; GitHub's image proxy keeps what it has shown. */
function picturesOf(output: unknown): string[] {
  return urlsIn(output)
    .filter(isImageUrl)
    .slice(0, MOST_PICTURES)
    .map((url) => `<img src="${address(url)}" width="${WIDTH}" alt="output">`);
}
