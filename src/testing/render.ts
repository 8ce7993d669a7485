import { fullName } from "../lib/model-name.ts";
import { formatCount, formatDuration } from "../lib/units.ts";
import { address, block, code, details, link, shortId, table } from "../markdown/markdown.ts";
import type { Booted, FailedBoot } from "./boot.ts";
import type { TestingOptions } from "./options.ts";
import { indented, isImageUrl, shortText, urlsIn } from "./output.ts";
import { type Phases, waitOf } from "./prediction-result.ts";
import {
  type CaseReport,
  failedCases,
  type PreviousOutput,
  type TestReport,
  type TestResult,
} from "./test-report.ts";

/** Characters of an output or an input. */
const MAX_SHOWN = 2000;
/** Characters of a test case's name. */
const MAX_NAME = 80;
/** Images of one output, and their width in pixels. */
const MAX_IMAGES = 4;
const IMAGE_WIDTH = 256;
/** Failed test cases in full: a summary may have a megabyte, a comment 65,536 characters. */
const MAX_FAILURES = 10;

/** The results of a version's tests, for a summary or comment. */
export function renderTestReport({ model, version, boot, cases }: TestReport): string {
  const subject = `${code(fullName(model))} ${code(shortId(version))}`;
  return [
    ...(boot.verdict === "booted"
      ? [renderBooted(boot, subject)]
      : renderFailedBoot(boot, subject)),
    ...(cases.length === 0
      ? []
      : [renderCounts(cases), table(["Test case", "Result", "Wait", "Run"], cases.map(row))]),
    ...failedCases(cases).slice(0, MAX_FAILURES).map(renderFailed),
    ...cases.flatMap(renderVerdict),
    ...cases.flatMap(renderOutputs),
  ].join("\n\n");
}

/** The steps of a dry run: the predictions that would be run. */
export function planTestSteps({ bootCheck, suite }: TestingOptions) {
  if (!bootCheck) return [];
  const boot = { code: "check-boot" } as const;
  const cases = suite?.cases.length ?? 0;
  return cases === 0 ? [boot] : [boot, { code: "run-cases", cases: String(cases) } as const];
}

/** The section of a summary or comment; empty when nothing was tested. */
export function renderTestResult(result: TestResult): string[] {
  return result.kind === "not-tested" ? [] : [`#### Tests\n\n${renderTestReport(result.report)}`];
}

/** The rows of a version's release notes; none when nothing was tested. */
export function testRows(result: TestResult): [label: string, markdown: string][] {
  if (result.kind === "not-tested") return [];
  const { boot, cases } = result.report;
  const rows: [label: string, markdown: string][] = [];
  if (boot.phases !== undefined) rows.push(["Boots in", formatDuration(waitOf(boot.phases))]);
  const passed = cases.length - failedCases(cases).length;
  if (cases.length > 0) rows.push(["Tests", `${passed} of ${cases.length} passed`]);
  return rows;
}

/** `3 test cases passed.`, or `2 of 3 test cases passed.` */
export function renderCounts(cases: readonly CaseReport[]): string {
  const failed = failedCases(cases).length;
  const total = formatCount(cases.length, "test case");
  return `${failed === 0 ? "" : `${cases.length - failed} of `}${total} passed.`;
}

function renderBooted({ phases, isOutputNull }: Booted, subject: string): string {
  const note = isOutputNull ? ". The output of the first prediction is null" : "";
  return `Booted on Replicate${phases === undefined ? "" : `: ${renderPhases(phases)}`} (${subject})${note}`;
}

function renderFailedBoot({ verdict, cause, url, log }: FailedBoot, subject: string): string[] {
  const page = url === undefined ? "" : `, ${link("prediction", url)}`;
  return [
    `**Does not boot on Replicate: ${verdict}** (${subject}${page})`,
    `${cause.message} ${cause.hint}`,
    ...(log.length === 0 ? [] : [details("Last lines of the log", renderLog(log))]),
  ];
}

/** `5.0 s queued and booting, 8.0 s setup, 1.5 s running` */
export function renderPhases({ queued, setup, running }: Phases): string {
  return [
    `${formatDuration(queued)} queued and booting`,
    ...(setup === undefined ? [] : [`${formatDuration(setup)} setup`]),
    ...(running === undefined ? [] : [`${formatDuration(running)} running`]),
  ].join(", ");
}

function row({ name, failures, phases, url }: CaseReport): string[] {
  const title = shortText(name, MAX_NAME);
  return [
    url === undefined ? code(title) : link(title, url),
    failures.length === 0 ? "passed" : "**failed**",
    phases === undefined ? "–" : formatDuration(waitOf(phases)),
    phases?.running === undefined ? "–" : formatDuration(phases.running),
  ];
}

function renderLog(lines: readonly string[]): string {
  return block("text", shortText(lines.join("\n"), MAX_SHOWN));
}

function renderFailed({ name, inputs, failures, output, log, url }: CaseReport): string {
  const unmet = failures.map(
    ({ expected, got }) =>
      `expected: ${shortText(expected, MAX_SHOWN)}\ngot: ${shortText(got, MAX_SHOWN)}`,
  );
  const parts = [
    `Inputs:\n\n${json(inputs)}`,
    `Failures:\n\n${block("text", unmet.join("\n\n"))}`,
    ...(output === undefined || output === null ? [] : [`Output:\n\n${json(output)}`]),
    ...(log.length === 0 ? [] : [`Log:\n\n${renderLog(log)}`]),
    ...(url === undefined ? [] : [`Prediction:\n\n${link(url, url)}`]),
  ];
  return section("Failed", parts.join("\n\n"), name);
}

function section(title: string, body: string, name: string): string {
  return details(title, body, shortText(name, MAX_NAME));
}

function json(value: unknown): string {
  return block(typeof value === "string" ? "text" : "json", shortText(indented(value), MAX_SHOWN));
}

function renderVerdict({ name, transcript }: CaseReport): string[] {
  if (transcript === undefined) return [];
  const body = block("text", shortText(transcript.join("\n"), MAX_SHOWN));
  return [section("Judge's verdict", body, name)];
}

/** The images of an output, and what it is compared with. */
function renderOutputs({ name, output, before }: CaseReport): string[] {
  const images = renderImages(output);
  if (before === undefined) return images === "" ? [] : [section("Output", images, name)];
  const previous = before.kind === "succeeded" ? renderImages(before.output) : "";
  if (images === "" && previous === "")
    return [section("Comparison", renderComparison(output, before), name)];
  const pair = table(["Before", "After"], [[previous || "–", images || "–"]]);
  const error =
    before.kind === "failed"
      ? `\n\nError of the previous version: ${code(shortText(before.error, MAX_SHOWN))}`
      : "";
  return [section("Output", `${pair}${error}`, name)];
}

function renderComparison(output: unknown, before: PreviousOutput): string {
  if (before.kind === "succeeded" && JSON.stringify(before.output) === JSON.stringify(output))
    return `Same output as before:\n\n${json(output)}`;
  const previous =
    before.kind === "failed" ? code(shortText(before.error, MAX_SHOWN)) : json(before.output);
  return `Before:\n\n${previous}\n\nAfter:\n\n${json(output)}`;
}

/** Replicate deletes output files after an hour, but GitHub's image proxy caches what it has shown. */
function renderImages(output: unknown): string {
  return urlsIn(output)
    .filter(isImageUrl)
    .slice(0, MAX_IMAGES)
    .map((url) => `<img src="${address(url)}" width="${IMAGE_WIDTH}" alt="output">`)
    .join(" ");
}
