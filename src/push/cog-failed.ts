import type { PushReport } from "../cog/output.ts";
import { type Explanation, exitReason } from "../known-failures/explain.ts";
import { ActionError, type Problem } from "../lib/errors.ts";
import type { ProcessExit } from "../lib/spawn.ts";
import { truncate } from "../lib/text.ts";

/** Cog failed: what it said, and what that is known as. */
export class CogFailed extends ActionError {
  readonly report: PushReport;
  /** Undefined: nobody has told of it yet. */
  readonly explanation: Explanation | undefined;

  constructor(problem: Problem, report: PushReport, explanation: Explanation | undefined) {
    super({ ...problem, details: detailsOf(report, explanation) });
    this.report = report;
    this.explanation = explanation;
  }
}

/** Characters. An annotation is read at a glance; the summary has the whole line. */
const LONGEST_QUOTE = 300;
/** Lines of an annotation. */
const LAST_WORDS = 10;
const LONGEST_DETAIL = 2000;

/** The problem that people read: the cause and the remedy where they are known, else Cog's last words. */
export function describeFailure(
  command: string,
  exit: ProcessExit,
  { output, tail }: PushReport,
  explanation: Explanation | undefined,
): Problem {
  const line = explanation?.lines.at(-1);
  if (explanation !== undefined && line !== undefined) {
    const { message: cause, hint: remedy } = explanation.failure;
    return {
      code: explanation.failure.code,
      message: `${cause}\ncog ${command} said: ${short(line, LONGEST_QUOTE)}`,
      hint: remedy,
    };
  }
  const how = typeof exit === "number" ? `exit code ${exit}` : `signal ${exit}`;
  const last = (output.length > 0 ? output : tail).slice(-LAST_WORDS);
  const words = last.map((line) => short(line, LONGEST_QUOTE)).join("\n");
  const reason = exitReason(exit);
  const sentences = [
    `cog ${command} failed with ${how}${words === "" ? " and said nothing" : ""}.`,
    ...(reason === undefined ? [] : [reason.message]),
    ...(words === "" ? [] : [`It said last:\n${words}`]),
  ];
  const log = `The whole output is in the step's log, in the group of cog ${command}.`;
  return {
    code: reason?.code ?? "cog-failed",
    message: sentences.join(" "),
    hint: reason === undefined ? log : `${reason.hint} ${log}`,
  };
}

/** The lines that tell, where they stand further up, and the last ones. */
function detailsOf({ tail }: PushReport, explanation: Explanation | undefined): string {
  const further = (explanation?.lines ?? []).filter(
    (line) => !tail.some((last) => last.includes(line)),
  );
  const lines = further.length === 0 ? tail : [...further, "…", ...tail];
  return lines.map((line) => short(line, LONGEST_DETAIL)).join("\n");
}

/** The beginning of a line. Secrets are taken out of it first: half of one is masked by nobody. */
function short(line: string, length: number): string {
  return truncate(line, length);
}
