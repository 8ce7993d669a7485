import {
  BUILD_SAMPLES,
  COG_SAMPLES,
  REFUSAL_SAMPLES,
  TRANSIENT_SAMPLES,
} from "../../__tests__/unit/failure-samples.ts";
import { FAILURES } from "../../src/known-failures/catalogue.ts";
import type { Failure } from "../../src/known-failures/failure.ts";
import { code } from "../../src/markdown/markdown.ts";

/** The lines of output that the catalogue is tested with, shown as symptoms. */
const SAMPLES = [...COG_SAMPLES, ...BUILD_SAMPLES, ...REFUSAL_SAMPLES, ...TRANSIENT_SAMPLES];
const MOST_SYMPTOMS = 2;
const LONGEST_SYMPTOM = 150;

/** The failures that people ask about most, by the number of their threads. */
const OFTEN = [
  "name-unknown",
  "not-logged-in",
  "api-token-as-cli-token",
  "no-space",
  "insufficient-scope",
  "closed-connection",
  "unknown-blob",
  "exec-format",
];

/** One part of the catalogue: symptom, cause, remedy and where they are known from. */
export function failureTable(part: readonly Failure[]): string {
  const rows = part.map((failure) => [
    symptoms(failure).join("<br>"),
    failure.message,
    failure.hint,
    linked(failure.source),
  ]);
  return table(["What you see", "Cause", "What to do", "Known from"], rows);
}

/** The few rows that most people look for, by the words that tell. */
export function symptomTable(): string {
  const all = Object.values<readonly Failure[]>(FAILURES).flat();
  const rows = OFTEN.map((wanted) => {
    const failure = all.find(({ code: id }) => id === wanted);
    if (failure === undefined) throw new Error(`The catalogue has no failure "${wanted}".`);
    const [words = ""] = linesOf(failure.code).flatMap((line) => failure.pattern.exec(line) ?? []);
    return [span(words), failure.message, failure.hint];
  });
  return table(["What you see", "Cause", "What to do"], rows);
}

/** What a failure shows itself by, as code. */
function symptoms({ code: id, pattern }: Failure): string[] {
  const distinct = new Map(linesOf(id).map((line) => [line.toLowerCase(), line]));
  const shown = [...distinct.values()].slice(0, MOST_SYMPTOMS);
  return shown.map((line) => span(shortened(line, pattern)));
}

function linesOf(id: string): string[] {
  return SAMPLES.filter(([, sampled]) => sampled === id).map(([, , line]) => bare(line));
}

/** A line without Cog's mark, BuildKit's step and time, and what wraps the message. */
function bare(line: string): string {
  return line
    .replace(/^ⅹ /, "")
    .replace(/^(?:#\d+ )?(?:\d+\.\d+ )?/, "")
    .replace(/^(?:(?:image build failed|Failed to push image|command failed): )+/, "")
    .replaceAll(/\/work(?:\/[\w-]+)*/g, "…")
    .trim();
}

/** The part of a long line that has the telling words. */
function shortened(line: string, pattern: RegExp): string {
  const found = pattern.exec(line);
  if (line.length <= LONGEST_SYMPTOM || found === null) return line;
  const end = Math.max(found.index + found[0].length, LONGEST_SYMPTOM);
  const start = Math.min(found.index, Math.max(0, end - LONGEST_SYMPTOM));
  return `${start > 0 ? "…" : ""}${line.slice(start, end)}${end < line.length ? "…" : ""}`;
}

/** Words as code that people can search for: a backtick among them stays one. */
function span(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : code(text);
}

/** A source with its threads as links: `owner/name issues 1, 2, pull request 3; …`. */
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

/** GitHub leads from an issue's address to the pull request of that number. */
function thread(repository: string, number: string): string {
  return `https://github.com/${repository}/issues/${number}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
