import type { Prediction } from "../replicate/parse.ts";
import type { Expectations } from "./options.ts";
import { shortText } from "./output.ts";
import type { Phases } from "./prediction-result.ts";
import { TASK_SECONDS, type TestingWorker } from "./tasks/tasks.ts";

/** One expectation that was not met. */
export interface Failure {
  readonly expected: string;
  readonly got: string;
}

/** Of what came, as much as a message shows. Characters. */
const SHOWN = 500;

/** What can be judged of a prediction at once: how it ended, its text, its time. */
export function checkExpectations(
  expected: Expectations,
  { status, error }: Pick<Prediction, "status" | "error">,
  output: unknown,
  { running }: Phases,
): Failure[] {
  const { errorContains, maxSeconds } = expected;
  const message = shortText(error ?? "no error", SHOWN);
  const slow = durationFailures(maxSeconds, running);
  if (errorContains !== undefined) {
    const asExpected = status === "failed" && (error ?? "").includes(errorContains);
    const got = status === "failed" ? message : status;
    const wanted = `an error that contains ${shortText(errorContains, SHOWN)}`;
    return [...(asExpected ? [] : [{ expected: wanted, got }]), ...slow];
  }
  if (status !== "succeeded") return [{ expected: "no error", got: describeEnd(status, message) }];
  return [...textFailures(expected, output), ...slow];
}

/**
 * Checks the duration of predict().
 * @param running seconds; undefined if it was not measured, which fails.
 */
export function durationFailures(
  maxSeconds: number | undefined,
  running: number | undefined,
): Failure[] {
  if (maxSeconds === undefined || (running !== undefined && running <= maxSeconds)) return [];
  const got =
    running === undefined ? "a duration that was not measured" : `${running.toFixed(1)} s`;
  return [{ expected: `at most ${maxSeconds} s of predict()`, got }];
}

function describeEnd(status: Prediction["status"], error: string): string {
  switch (status) {
    case "failed":
      return error;
    case "aborted":
    case "starting":
      return "it did not start within the time limit";
    default:
      return "it was still running when its time was over";
  }
}

function textFailures({ exactString }: Expectations, output: unknown): Failure[] {
  if (exactString === undefined || output === exactString) return [];
  const expected = `exactly ${shortText(exactString, SHOWN)}`;
  return [{ expected, got: `${shortText(output, SHOWN)}${typeNote(output)}` }];
}

/** Names the type of what is shown as a string and is none. */
function typeNote(output: unknown): string {
  if (typeof output === "string" || output === undefined) return "";
  if (output === null) return " (not a string)";
  return ` (${Array.isArray(output) ? "list" : typeof output}, not a string)`;
}

/** Whether a regular expression matches an output somewhere; the JSON of what is no text. */
export async function patternFailure(
  pattern: RegExp,
  output: unknown,
  worker: TestingWorker,
): Promise<Failure | undefined> {
  const text = typeof output === "string" ? output : (JSON.stringify(output) ?? "");
  const outcome = await worker.run("match", { pattern, text }, TASK_SECONDS);
  const expected = `a match of ${shortText(String(pattern), SHOWN)}`;
  const shown = shortText(output, SHOWN);
  if (outcome.kind === "failed")
    return { expected, got: `no result for ${shown}: ${outcome.reason}` };
  return outcome.output ? undefined : { expected, got: shown };
}
