import type { Problem } from "../lib/errors.ts";
import { CATALOGUE, type Stage } from "./catalogue.ts";
import type { Failure } from "./failure.ts";

/** A known failure, and the lines of output that identify it. */
export interface Explanation {
  readonly failure: Failure;
  /** At least one, at most five: the last ones. */
  readonly lines: readonly string[];
}

/** Lines that also occur in the output of successful pushes, or that are about something else. */
const HARMLESS = new RegExp(
  [
    // BuildKit, in the step that labels the image, in every build of Cog 0.20 and newer
    'no access allowed to dir "context"',
    // 0.14 to 0.16 report to hosts that a runner may not reach
    "coglog\\.replicate\\.delivery",
    "Failed to send build timings to server",
    // 0.14.11 to 0.15.8, in some successful pushes
    "failed to copy std(?:out|err) to ",
    "OCI chunked push failed, falling back to Docker push",
    "Unable to determine Git (?:commit|tag)",
    // 0.17 to 0.19, which then run the model to get the schema
    "Static schema generation failed: ",
    // The Docker CLI, about a configuration that Cog does not need
    "Error (?:parsing|loading) config file",
    // Warnings of Cog, of BuildKit, and of the programs in a build
    "^\\s*(?:#\\d+ (?:[\\d.]+ )?)?(?:⚠|WARN(?:ING)?\\b(?!: No output specified)|W: |warning:|cog: warning:)",
  ].join("|"),
);
/** Cog's prefix for errors: up to 0.16 always, later on terminals only. */
const MARK = /^\s*[ⅹ✗]\s+/;
/** BuildKit's quotes of the Dockerfile: the step itself, and the lines around it when it failed. */
const QUOTED_STEP = /^(?:#\d+| >) \[[^\]]*\] |^ {0,8}\d+ \|/;
/**
 * The command of a failed step: in quotes, and in brackets up to Docker 20.10. It is the user's text, not a report of
 * what happened.
 */
const QUOTED_COMMAND =
  /(?<=\bprocess )"(?:[^"\\]|\\.)*"|(?<=\bexecutor failed running )\[.{0,9999}\](?=: )/;
/** `#12 ERROR: …`, `#12 DONE 3.1s`: how a build step ended. */
const END_OF_STEP = /^#(\d+) (?:(ERROR): |DONE\b|CACHED\b|CANCELED\b)/;
const STEP = /^#(\d+) /;
const MAX_LINES = 5;

/**
 * Finds the known failure in the output of Cog.
 * @param output lines of both streams, without color codes.
 * @returns the most specific failure that one of the lines matches, or undefined when none does.
 */
export function explain(output: readonly string[], stage: Stage): Explanation | undefined {
  const reported = output.filter((line) => !HARMLESS.test(line) && !QUOTED_STEP.test(line));
  const candidates = linesOfFailedSteps(reported).map((line) => line.replace(MARK, "").trim());
  const searched = candidates.map((line) => line.replace(QUOTED_COMMAND, "…"));
  for (const failure of CATALOGUE[stage]) {
    const lines = candidates.filter((_, i) => failure.pattern.test(searched[i] ?? ""));
    if (lines.length > 0) return { failure, lines: [...new Set(lines)].slice(-MAX_LINES) };
  }
  return undefined;
}

/**
 * Removes the output of build steps that succeeded, or that were canceled because another one failed. Cog builds
 * more than once and each build numbers its steps from 1, so a line belongs to the next end of step after it.
 */
function linesOfFailedSteps(lines: readonly string[]): readonly string[] {
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

/** Why Cog ended, by its exit alone. */
interface ExitReason extends Pick<Problem, "code" | "message" | "hint"> {
  /** Signals, and their exit codes in a shell: 128 plus the signal's number. */
  readonly exits: readonly (number | NodeJS.Signals)[];
}

/** Cog itself exits with 0, or with 1 for any error (its console.Fatalf): any other exit has another cause. */
const EXIT_REASONS: readonly ExitReason[] = [
  {
    code: "cog-killed",
    exits: ["SIGKILL", 137],
    message: "Cog was killed, most likely because the runner ran out of memory.",
    hint: "Set runs-on to a runner with more memory, or reduce parallel compilation in the build (for example, MAX_JOBS=2).",
  },
  {
    code: "cog-stopped",
    exits: ["SIGTERM", 143, "SIGINT", 130, "SIGHUP", 129],
    message: "Another process stopped Cog.",
    hint: "Check what stops processes on this runner (runs-on), and run the job again.",
  },
  {
    code: "cog-crashed",
    exits: ["SIGSEGV", 139, "SIGABRT", 134, "SIGBUS", 135, "SIGILL", 132, "SIGFPE", 136],
    message: "Cog crashed.",
    hint: "Remove Cog from the runner's tool cache (RUNNER_TOOL_CACHE), where it may be damaged, and run the job again. If it crashes again, set another cog-version.",
  },
  {
    code: "cog-not-executable",
    exits: [126, 127],
    message: "The program could not be executed (exit code 126 or 127).",
    hint: "Remove Cog from the runner's tool cache (RUNNER_TOOL_CACHE), where it may be damaged, and run the job again.",
  },
];

/** The cause of an exit, or undefined when the exit itself does not show one. */
export function exitReason(exit: number | NodeJS.Signals): ExitReason | undefined {
  return EXIT_REASONS.find(({ exits }) => exits.includes(exit));
}
