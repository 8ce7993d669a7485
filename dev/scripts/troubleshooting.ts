import {
  BUILD_SAMPLES,
  COG_SAMPLES,
  REFUSAL_SAMPLES,
  TRANSIENT_SAMPLES,
} from "../../__tests__/unit/failure-samples.ts";
import type { Failure } from "../../src/known-failures/failure.ts";
import { code } from "../../src/markdown/markdown.ts";
import { FAILURES } from "./known-failures.ts";
import { problemCodes } from "./problem-codes.ts";

/** Log lines of each failure: the samples that the catalog is tested with. */
const SAMPLES = [...COG_SAMPLES, ...BUILD_SAMPLES, ...REFUSAL_SAMPLES, ...TRANSIENT_SAMPLES];
const MOST_SYMPTOMS = 2;
const LONGEST_SYMPTOM = 150;

/** The failures that people ask about most, by the number of their threads. */
const OFTEN = [
  "model-missing",
  "not-logged-in",
  "cli-token-refused",
  "no-space",
  "insufficient-scope",
  "connection-lost",
  "unknown-blob",
  "exec-format",
];

/** One part of the catalog: log line, cause, remedy, code and source. */
export function failureTable(part: readonly Failure[]): string {
  const rows = part.map((failure) => [
    symptoms(failure).join("<br>"),
    failure.message,
    failure.hint,
    `[\`${failure.code}\`](#${failure.code})`,
    linked(failure.source),
  ]);
  return table(["Log line", "Cause", "How to fix", "Code", "Source"], rows);
}

/** The failures that people ask about most, by the words to search for. */
export function symptomTable(): string {
  const all = Object.values<readonly Failure[]>(FAILURES).flat();
  const rows = OFTEN.map((wanted) => {
    const failure = all.find(({ code: id }) => id === wanted);
    if (failure === undefined) throw new Error(`The catalog has no failure "${wanted}".`);
    const [words = ""] = linesOf(failure.code).flatMap((line) => failure.pattern.exec(line) ?? []);
    return [span(words), failure.message, failure.hint];
  });
  return table(["Error in the log", "Cause", "How to fix"], rows);
}

/** Every problem code of the action, with an anchor of that name on the first row of each. */
export function codeTable(): string {
  const anchored = new Set<string>();
  const rows = problemCodes().map(({ code: id, message, hint }) => {
    const anchor = anchored.has(id) ? "" : `<a id="${id}"></a>`;
    anchored.add(id);
    return [`${anchor}\`${id}\``, cell(message), cell(hint)];
  });
  return table(["Code", "Message", "How to fix"], rows);
}

/** A message in one line of a table, without what Markdown would take for markup. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[*|]/g, "\\$&").replaceAll("<", "&lt;").trim();
}

/** Log lines of a failure, as code. */
function symptoms({ code: id, pattern }: Failure): string[] {
  const distinct = new Map(linesOf(id).map((line) => [line.toLowerCase(), line]));
  const shown = [...distinct.values()].slice(0, MOST_SYMPTOMS);
  return shown.map((line) => span(shortened(line, pattern)));
}

function linesOf(id: string): string[] {
  return SAMPLES.filter(([, sampled]) => sampled === id).map(([, , line]) => bare(line));
}

/** A log line without Cog's mark, BuildKit's step and time, and the prefixes of the message. */
function bare(line: string): string {
  return line
    .replace(/^ⅹ /, "")
    .replace(/^(?:#\d+ )?(?:\d+\.\d+ )?/, "")
    .replace(/^(?:(?:image build failed|Failed to push image|command failed): )+/, "")
    .replaceAll(/\/work(?:\/[\w-]+)*/g, "…")
    .trim();
}

/** The part of a long line around the text that the pattern matches. */
function shortened(line: string, pattern: RegExp): string {
  const found = pattern.exec(line);
  if (line.length <= LONGEST_SYMPTOM || found === null) return line;
  const end = Math.max(found.index + found[0].length, LONGEST_SYMPTOM);
  const start = Math.min(found.index, Math.max(0, end - LONGEST_SYMPTOM));
  return `${start > 0 ? "…" : ""}${line.slice(start, end)}${end < line.length ? "…" : ""}`;
}

/** Text as inline code. A backtick in it stays, so that people can search for the text. */
function span(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : code(text);
}

/** A source with links to its threads: `owner/name issues 1, 2, pull request 3; …`. */
function linked(source: string): string {
  let repository = "";
  return source
    .split("; ")
    .map((part) => {
      repository = /^[\w.-]+\/[\w.-]+(?= )/.exec(part)?.[0] ?? repository;
      return part.replaceAll(
        /(issues?|pull requests?) (\d+(?:, \d+)*)/g,
        (_all, kind: string, numbers: string) =>
          `${kind} ${numbers.replaceAll(/\d+/g, (number) => `[${number}](${thread(repository, number)})`)}`,
      );
    })
    .join("; ");
}

/** The URL of an issue. GitHub redirects it when the number is that of a pull request. */
function thread(repository: string, number: string): string {
  return `https://github.com/${repository}/issues/${number}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
