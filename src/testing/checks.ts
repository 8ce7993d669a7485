import type { Prediction } from "../replicate/parse.ts";
import type { Expectations } from "./options.ts";
import { shortText } from "./output.ts";
import type { Phases } from "./prediction-result.ts";
import { withTimeLimit } from "./time-limit.ts";

/** One expectation that was not met. */
export interface Failure {
  readonly expected: string;
  readonly got: string;
}

/** Of what came, as much as a message shows. Characters. */
const SHOWN = 500;
/** Seconds that a regular expression may take: some take longer than anyone waits. */
const LONGEST_MATCH = 5;

/** What can be judged of a prediction without asking anyone: how it ended, its text, its time. */
export function checkExpectations(
  expected: Expectations,
  { status, error }: Pick<Prediction, "status" | "error">,
  output: unknown,
  { running }: Phases,
): Failure[] {
  const { errorContains, maxSeconds } = expected;
  const said = shortText(error ?? "no error", SHOWN);
  const isSlow = maxSeconds !== undefined && running !== undefined && running > maxSeconds;
  const slow = isSlow
    ? [{ expected: `at most ${maxSeconds} s of predict()`, got: `${running.toFixed(1)} s` }]
    : [];
  if (errorContains !== undefined) {
    const asExpected = status === "failed" && (error ?? "").includes(errorContains);
    const got = status === "failed" ? said : status;
    const wanted = `an error that contains ${shortText(errorContains, SHOWN)}`;
    return [...(asExpected ? [] : [{ expected: wanted, got }]), ...slow];
  }
  if (status !== "succeeded") return [{ expected: "no error", got: describeEnd(status, said) }];
  return [...textFailures(expected, output), ...slow];
}

function describeEnd(status: Prediction["status"], error: string): string {
  switch (status) {
    case "failed":
      return error;
    case "aborted":
    case "starting":
      return "it had not started when its time was over";
    default:
      return "it was still running when its time was over";
  }
}

function textFailures({ exactString, matches }: Expectations, output: unknown): Failure[] {
  const got = shortText(output, SHOWN);
  const failures: Failure[] = [];
  if (exactString !== undefined && output !== exactString)
    failures.push({ expected: `exactly ${shortText(exactString, SHOWN)}`, got });
  if (matches !== undefined) {
    const text = typeof output === "string" ? output : (JSON.stringify(output) ?? "");
    const match = withTimeLimit(LONGEST_MATCH, () => matches.test(text));
    const expected = `a match of ${shortText(String(matches), SHOWN)}`;
    if (match === undefined)
      failures.push({ expected, got: `no answer within ${LONGEST_MATCH} s, of ${got}` });
    else if (!match.result) failures.push({ expected, got });
  }
  return failures;
}
