import { parseJson } from "../lib/json.ts";
import type { Prediction } from "../replicate/parse.ts";
import type { Expectations } from "./options.ts";
import { shortText } from "./output.ts";
import type { Phases } from "./prediction-result.ts";
import { TASK_SECONDS, type TestingWorker } from "./tasks/worker.ts";

/** One expectation that was not met. */
export interface Failure {
  readonly expected: string;
  readonly got: string;
}

/** Characters of the result that a message shows. */
const SHOWN = 500;

/** `expected A, got B` for each expectation that was not met. */
export function failureText(failures: readonly Failure[]): string {
  return failures.map(({ expected, got }) => `expected ${expected}, got ${got}`).join("; ");
}

/**
 * What can be judged of a prediction at once: how it ended, its text, its time.
 * @param running seconds of predict(); undefined if it was not measured, which fails a limit.
 */
export function checkExpectations(
  { exactString, errorContains, maxSeconds }: Expectations,
  { status, error }: Pick<Prediction, "status" | "error">,
  output: unknown,
  { running }: Pick<Phases, "running">,
): Failure[] {
  const failures: Failure[] = [];
  const message = shortText(error ?? "no error", SHOWN);
  if (errorContains !== undefined) {
    const wanted = `an error that contains ${shortText(errorContains, SHOWN)}`;
    if (status !== "failed") failures.push({ expected: wanted, got: status });
    else if (!(error ?? "").includes(errorContains))
      failures.push({ expected: wanted, got: message });
  } else if (status !== "succeeded") {
    return [{ expected: "no error", got: status === "failed" ? message : UNFINISHED[status] }];
  } else if (exactString !== undefined && output !== exactString) {
    const got = `${shortText(output, SHOWN)}${unseenDifference(exactString, output)}`;
    failures.push({ expected: `exactly ${shortText(exactString, SHOWN)}`, got });
  }
  if (maxSeconds !== undefined && !(running !== undefined && running <= maxSeconds)) {
    const got =
      running === undefined ? "a duration that was not measured" : `${running.toFixed(1)} s`;
    failures.push({ expected: `at most ${maxSeconds} s of predict()`, got });
  }
  return failures;
}

/** How a prediction ended that did not end by itself. */
const UNFINISHED = {
  starting: "it did not start within the time limit",
  aborted: "it did not start within the time limit",
  processing: "it was still running when its time was over",
  canceled: "it was still running when its time was over",
} as const;

/** How an output differs from a text that it looks like: by its type, by space and other signs, or behind the cut. */
function unseenDifference(expected: string, output: unknown): string {
  if (output === undefined) return "";
  if (output === null) return " (not a string)";
  if (typeof output !== "string")
    return ` (${Array.isArray(output) ? "list" : typeof output}, not a string)`;
  if (visible(expected) !== visible(output)) return "";
  let at = 0;
  while (expected[at] === output[at]) at++;
  return ` (character ${at + 1} is ${nameOf(output.codePointAt(at))} instead of ${nameOf(expected.codePointAt(at))})`;
}

function visible(text: string): string {
  return shortText(text, SHOWN)
    .normalize("NFKC")
    .replace(/[\s\p{C}]/gu, "");
}

function nameOf(codePoint: number | undefined): string {
  if (codePoint === undefined) return "the end";
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The failure of a regular expression that matches nowhere in an output, or in its JSON if it is not text. */
export async function patternFailures(
  pattern: RegExp,
  output: unknown,
  worker: TestingWorker,
): Promise<Failure[]> {
  const text = typeof output === "string" ? output : (JSON.stringify(output) ?? "");
  const outcome = await worker.run("match", { pattern, text }, TASK_SECONDS);
  const expected = `a match of ${shortText(String(pattern), SHOWN)}`;
  const shown = shortText(output, SHOWN);
  if (outcome.kind === "failed")
    return [{ expected, got: `no result for ${shown}: ${outcome.reason}` }];
  return outcome.output ? [] : [{ expected, got: shown }];
}

/**
 * Asks a jq query (jq 1.8 itself) of an output; of a text's JSON when it is a text. Its first result has to
 * be something: neither null, false, 0, nor an empty text, list or object. jq itself takes only the first
 * two for false; cog-safe-push, whose vocabulary this is, takes all of them (its output_checkers.py).
 */
export async function jqFailures(
  query: string,
  output: unknown,
  worker: TestingWorker,
): Promise<Failure[]> {
  const expected = `jq ${query}`;
  const data = typeof output === "string" ? parseJson(output) : output;
  if (data === undefined) return [{ expected, got: `no JSON: ${shortText(output, SHOWN)}` }];
  const outcome = await worker.run("jq", { query, json: JSON.stringify(data) }, TASK_SECONDS);
  if (outcome.kind === "failed") return [{ expected, got: `no result: ${outcome.reason}` }];
  if (outcome.output.some(isSomething)) return [];
  const [first = "no result"] = outcome.output.map((result) => JSON.stringify(result));
  return [{ expected, got: `${first} from ${shortText(data, SHOWN)}` }];
}

function isSomething(result: unknown): boolean {
  if (typeof result === "object" && result !== null) return Object.keys(result).length > 0;
  return Boolean(result);
}

/** What is wrong with a query itself; empty when jq can compile it. */
export async function jqErrors(query: string, worker: TestingWorker): Promise<readonly string[]> {
  const outcome = await worker.run("compileJq", query, TASK_SECONDS);
  // What runs too long, or out of memory, has been compiled.
  return outcome.kind === "done" ? outcome.output : [];
}
