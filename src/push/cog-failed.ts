import type { PushReport } from "../cog/output.ts";
import { type Explanation, exitReason } from "../known-failures/explain.ts";
import { type FailedStep, failedStep } from "../known-failures/failed-step.ts";
import { TRANSIENT } from "../known-failures/transient-failures.ts";
import { ActionError, type Problem } from "../lib/errors.ts";
import type { ProcessExit } from "../lib/spawn.ts";
import { truncate } from "../lib/text.ts";

/** A failed run of Cog, with its output and the known failure. */
export class CogFailed extends ActionError {
  readonly report: PushReport;
  /** Undefined: the failure is not in the catalogue. */
  readonly explanation: Explanation | undefined;

  constructor(problem: Problem, report: PushReport, explanation: Explanation | undefined) {
    super({ ...problem, details: detailsOf(report, explanation) });
    this.report = report;
    this.explanation = explanation;
  }

  /** Whether another push can succeed. Builds are never retried. */
  get isTransient(): boolean {
    return this.explanation !== undefined && TRANSIENT.includes(this.explanation.failure);
  }
}

/** Characters in an annotation. The summary contains the whole line. */
const MAX_QUOTE = 300;
/** Lines in an annotation. */
const MAX_LINES = 10;
const MAX_DETAIL = 2000;

/** The problem of a failed run: its cause and fix if they are known, else the last output of Cog. */
export function describeFailure(
  command: string,
  exit: ProcessExit,
  { output, tail }: PushReport,
  explanation: Explanation | undefined,
): Problem {
  const line = explanation?.lines.at(-1);
  if (explanation !== undefined && line !== undefined) {
    const { code, message: cause, hint } = explanation.failure;
    const step = code === "step-failed" ? failedStep(output) : undefined;
    return step === undefined
      ? { code, message: `${cause}\ncog ${command} printed: ${truncate(line, MAX_QUOTE)}`, hint }
      : { code, ...describeStep(step, line), hint };
  }
  const how = typeof exit === "number" ? `exit code ${exit}` : `signal ${exit}`;
  const words = quote((output.length > 0 ? output : tail).slice(-MAX_LINES));
  const reason = exitReason(exit);
  const sentences = [
    `cog ${command} failed with ${how}${words === "" ? " without output" : ""}.`,
    ...(reason === undefined ? [] : [reason.message]),
    ...(words === "" ? [] : [`Its last output:\n${words}`]),
  ];
  const log = `See the group cog ${command} in the log of this step for the complete output.`;
  return {
    code: reason?.code ?? "cog-failed",
    message: sentences.join(" "),
    hint: reason === undefined ? log : `${reason.hint} ${log}`,
  };
}

function quote(lines: readonly string[]): string {
  return lines.map((line) => truncate(line, MAX_QUOTE)).join("\n");
}

/** A failed build command: how it ended, and its own last words. */
function describeStep(
  { command, lines }: FailedStep,
  line: string,
): Pick<Problem, "message" | "quote"> {
  const how = /exit code: \d+/.exec(line)?.[0].replace(":", "") ?? "an error";
  const message = `The build command "${truncate(command, MAX_QUOTE)}" failed with ${how}`;
  if (lines.length === 0) return { message: `${message}.` };
  return { message: `${message}. Its last output:`, quote: quote(lines) };
}

/** The lines that identify the failure, if they are further up, and the last lines. */
function detailsOf({ tail }: PushReport, explanation: Explanation | undefined): string {
  const further = (explanation?.lines ?? []).filter(
    (line) => !tail.some((last) => last.includes(line)),
  );
  const lines = further.length === 0 ? tail : [...further, "…", ...tail];
  return lines.map((line) => truncate(line, MAX_DETAIL)).join("\n");
}
