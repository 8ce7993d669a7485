/** The command of a build step that failed, and what it printed. */
export interface FailedStep {
  readonly command: string;
  /** The last lines, without BuildKit's own. Empty: it printed nothing, or progress is quiet. */
  readonly lines: readonly string[];
}

const MAX_LINES = 10;
/**
 * `#9 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2`; in brackets up to Docker 20.10.
 * With quiet progress, only the last line has it: `… failed to solve: process …`.
 */
const FAILED =
  /(?:^#(\d+) ERROR: |^(?!#).{0,200}failed to solve: )(?:process ("(?:[^"\\]|\\.)*") did not complete|executor failed running \[(.{0,9999})\])/;
/** BuildKit's summary of a failed step: its name, its last lines, and a rule. */
const SUMMARY = /^ > .*:$/;
const RULE = /^-{6}$/;
/** Seconds since the step began. */
const TIME = /^\d+\.\d+ /;

/**
 * Finds the build step that failed in the plain output of BuildKit (util/progress/progressui).
 * @param output lines of both streams, without color codes.
 * @returns undefined when none failed because of its command.
 */
export function failedStep(output: readonly string[]): FailedStep | undefined {
  const at = output.findIndex((line) => FAILED.test(line));
  const match = FAILED.exec(output[at] ?? "");
  if (match === null) return undefined;
  const [, step, quoted, bracketed = ""] = match;
  const command = quoted === undefined ? bracketed : unquoted(quoted);
  const printed = summaryOf(output.slice(at)) ?? linesOf(step ?? "", output.slice(0, at));
  return {
    command: command.replace(/^\/bin\/(?:ba)?sh -c /, ""),
    lines: printed.slice(-MAX_LINES),
  };
}

function summaryOf(output: readonly string[]): readonly string[] | undefined {
  const start = output.findIndex((line, i) => SUMMARY.test(line) && RULE.test(output[i - 1] ?? ""));
  const length = output.slice(start + 1).findIndex((line) => RULE.test(line));
  if (start < 0 || length < 0) return undefined;
  return output.slice(start + 1, start + 1 + length).map((line) => line.replace(TIME, ""));
}

/** What a step printed while it ran. Builds number their steps from 1, so an earlier one ends the search. */
function linesOf(step: string, output: readonly string[]): readonly string[] {
  const prefix = `#${step} `;
  const own = output
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.slice(prefix.length));
  const begun = own.findLastIndex((line) => !TIME.test(line));
  return own.slice(begun + 1).map((line) => line.replace(TIME, ""));
}

/** The text of a Go string in quotes, which JSON reads but for a few escapes. */
function unquoted(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
