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
    // 0.17 to 0.19, which then ask the model itself
    "Static schema generation failed: ",
    // The docker program, of a configuration that Cog does not need
    "Error (?:parsing|loading) config file",
    // Warnings: Cog's, BuildKit's, and those of the programs in a build
    "^\\s*(?:#\\d+ (?:[\\d.]+ )?)?(?:⚠|WARN(?:ING)?\\b(?!: No output specified)|W: |warning:|cog: warning:)",
  ].join("|"),
);
/** What Cog puts before its errors: up to 0.16 always, later on terminals. */
const MARK = /^\s*[ⅹ✗]\s+/;
/** What BuildKit quotes of the Dockerfile: the step itself, and its surroundings when it has failed. */
const QUOTED_STEP = /^(?:#\d+| >) \[[^\]]*\] |^ {0,8}\d+ \|/;
/**
 * The command of a step that failed: in quotes, and in brackets up to Docker 20.10. Its words are the user's,
 * and no report of anything.
 */
const QUOTED_COMMAND =
  /(?<=\bprocess )"(?:[^"\\]|\\.)*"|(?<=\bexecutor failed running )\[.{0,9999}\](?=: )/;
/** `#12 ERROR: …`, `#12 DONE 3.1s`: how a step of the build has ended. */
const END_OF_STEP = /^#(\d+) (?:(ERROR): |DONE\b|CACHED\b|CANCELED\b)/;
const STEP = /^#(\d+) /;
const MOST_LINES = 5;

/**
 * Finds what is known of a failure.
 * @param said lines of output, of both streams, without colour codes.
 * @returns the most specific failure that one of the lines names, with its last lines; undefined when none does.
 */
export function explain(said: readonly string[], stage: Stage): Explanation | undefined {
  const reported = said.filter((line) => !HARMLESS.test(line) && !QUOTED_STEP.test(line));
  const telling = ofFailedSteps(reported).map((line) => line.replace(MARK, "").trim());
  const words = telling.map((line) => line.replace(QUOTED_COMMAND, "…"));
  for (const failure of CATALOGUE[stage]) {
    const lines = telling.filter((_, i) => failure.pattern.test(words[i] ?? ""));
    if (lines.length > 0) return { failure, lines: [...new Set(lines)].slice(-MOST_LINES) };
  }
  return undefined;
}

/**
 * Leaves out what the other steps of a build said: they went well, or were stopped when one failed. Cog builds
 * more than once, and each build counts its steps anew: a line belongs to the end that comes after it.
 */
function ofFailedSteps(lines: readonly string[]): readonly string[] {
  const failed = new Map<string, boolean>();
  let hasFailed = false;
  const kept = lines.toReversed().filter((line) => {
    const [, ended, error] = END_OF_STEP.exec(line) ?? [];
    if (ended !== undefined) failed.set(ended, error !== undefined);
    hasFailed ||= error !== undefined;
    const step = STEP.exec(line)?.[1];
    return step === undefined || (failed.get(step) ?? !hasFailed);
  });
  return kept.toReversed();
}
