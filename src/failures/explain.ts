import { CATALOGUE, type Stage } from "./catalogue.ts";
import type { Failure } from "./failure.ts";

/** What a failure is known as, and the lines that tell. */
export interface Explanation {
  readonly failure: Failure;
  readonly lines: readonly string[];
}

/** Lines that stand in the output of pushes that succeed, or that are about something else. */
const HARMLESS = new RegExp(
  [
    // BuildKit, in the step that labels the image, of every build of Cog 0.20 and newer
    'no access allowed to dir "context"',
    // 0.14 to 0.16 report to hosts that a runner may not reach
    "coglog\\.replicate\\.delivery",
    "Failed to send build timings to server",
    // 0.14.11 to 0.15.8, in some pushes that succeed
    "failed to copy std(?:out|err) to ",
    "OCI chunked push failed, falling back to Docker push",
    "Unable to determine Git (?:commit|tag)",
    // The docker program, of a configuration that Cog does not need
    "Error (?:parsing|loading) config file",
    // Warnings: Cog's, BuildKit's, and those of the programs in a build
    "^\\s*(?:#\\d+ (?:[\\d.]+ )?)?(?:⚠|WARN(?:ING)?\\b(?!: No output specified)|W: |warning:|cog: warning:)",
  ].join("|"),
);
/** What Cog puts before its errors: up to 0.16 always, later on terminals. */
const MARK = /^\s*[ⅹ✗]\s+/;
/** `#12 ERROR: …`: the step of the build that failed. */
const FAILED_STEP = /^#(\d+) ERROR: /;
const STEP = /^#(\d+) /;
const MOST_LINES = 5;

/**
 * Finds what is known of a failure.
 * @param said lines of output, of both streams, without colour codes.
 * @returns the most specific failure that one of the lines names, with its last lines; undefined when none does.
 */
export function explain(said: readonly string[], stage: Stage): Explanation | undefined {
  const telling = ofFailedStep(said.filter((line) => !HARMLESS.test(line))).map((line) =>
    line.replace(MARK, "").trim(),
  );
  for (const failure of CATALOGUE[stage]) {
    const lines = telling.filter((line) => failure.pattern.test(line));
    if (lines.length > 0) return { failure, lines: [...new Set(lines)].slice(-MOST_LINES) };
  }
  return undefined;
}

/** Leaves out what other steps of the build said: they went on, or were stopped. */
function ofFailedStep(lines: readonly string[]): readonly string[] {
  const failed = lines.findLast((line) => FAILED_STEP.test(line));
  if (failed === undefined) return lines;
  const step = STEP.exec(failed)?.[1];
  return lines.filter((line) => (STEP.exec(line)?.[1] ?? step) === step);
}
