import { ActionError, failStep } from "../lib/errors.ts";
import { resumeCommands } from "../lib/log.ts";
import { writeSummary } from "../lib/summary-file.ts";
import { type Context, readContext } from "../runtime/context.ts";
import { stepSignal } from "../runtime/step-signal.ts";
import { reportFailed } from "./report.ts";
import { renderFailure } from "./summary.ts";

interface StepStart {
  readonly context: Context;
  /** Aborted when the step is canceled, or its time is over. */
  readonly signal: AbortSignal;
  /** Sets the time limit of the step. */
  readonly limit: (timeoutMinutes: number) => void;
}

interface StepOptions {
  /** Of the action, for the summary of a failure. */
  readonly title?: string;
  /** Whether the action has an output `status`. */
  readonly hasStatus?: boolean;
  /** After which a canceled step exits, even if something is still running. */
  readonly endSeconds?: number;
}

/** Runs a step, reports its failure, and cancels whatever is still running at its end. */
export async function runStep(
  work: (start: StepStart) => Promise<void>,
  { title, hasStatus = true, endSeconds }: StepOptions = {},
): Promise<void> {
  const reportStatus = hasStatus ? reportFailed : () => undefined;
  try {
    const { signal, limit, release } = stepSignal(
      (reason) => exit(reason, reportStatus),
      endSeconds,
    );
    try {
      await work({ context: readContext(), signal, limit });
    } finally {
      release();
    }
  } catch (error) {
    failStep(error);
    reportStatus();
    if (error instanceof ActionError)
      await writeSummary(renderFailure(error.problems, title), "first");
  }
}

/** Ends the process at once: nothing that is still under way may add an output or an error. */
function exit(reason: unknown, reportStatus: () => void): void {
  resumeCommands();
  failStep(reason);
  reportStatus();
  process.exit();
}
