import type { StepResult } from "../sandbox/step-result.ts";

/** What no text for people may hold, and how it is called. */
const UNFIT = [
  ["'undefined'", /\bundefined\b/],
  ["an object put into a text", /\[object /],
  ["an error of JavaScript's", /\b(?:Type|Reference|Syntax|Range|Aggregate)Error\b/],
  ["JavaScript's words", /is not (?:a function|iterable)|Cannot (?:read|set) propert|\bNaN\b/],
  ["the JSON parser's words", /Unexpected (?:token|end of JSON)|is not valid JSON/],
  ["a stack trace", /^\s+at \S.*:\d+:\d+\)?$/m],
  ["an admission that it was not foreseen", /\[unexpected-error\]/],
] as const;

/** Characters that an annotation may have: more is nothing that anybody reads. */
const LONGEST_ANNOTATION = 4000;
/** Bytes that the log of a step may have that builds nothing of note. */
const LONGEST_LOG = 200_000;

/** What is unfit in a text for people. */
export function unfitIn(where: string, text: string): string[] {
  return UNFIT.filter(([, pattern]) => pattern.test(text)).map(
    ([what, pattern]) => `${where} has ${what}: ${around(text, pattern)}`,
  );
}

function around(text: string, pattern: RegExp): string {
  const at = text.search(pattern);
  return JSON.stringify(text.slice(Math.max(0, at - 60), at + 80));
}

/** What a step has printed, but for what only people see who turned on debugging. */
export function readableLog({ log }: StepResult): string {
  return log
    .split("\n")
    .filter((line) => !/^::(?:debug|add-mask)::/.test(line))
    .join("\n");
}

/**
 * What is wrong with the way in which a step has ended, whatever it did: it succeeds without an error, or
 * fails with exactly one that says what happened and what to do.
 */
export function wrongEnd(result: StepResult): string[] {
  const { code, errors, warnings, outputs, summary } = result;
  const wrong: string[] = [];
  if (code === 0 && errors.length > 0) wrong.push("it succeeded with an error");
  if (code !== 0 && code !== 1) wrong.push(`it ended with ${code}`);
  if (code === 1) {
    if (errors.length !== 1) wrong.push(`it failed with ${errors.length} errors`);
    for (const error of errors)
      if (!/\S\n *\S/.test(error)) wrong.push(`its error has no remedy: ${error}`);
    const { status = "failed" } = outputs;
    if (status !== "failed") wrong.push(`it failed with status ${status}`);
  }
  const long = [...errors, ...warnings].filter(({ length }) => length > LONGEST_ANNOTATION);
  if (long.length > 0) wrong.push(`an annotation has ${long[0]?.length} characters`);
  const log = readableLog(result);
  if (log.length > LONGEST_LOG) wrong.push(`its log has ${log.length} bytes`);
  return [...wrong, ...unfitIn("its log", log), ...unfitIn("its summary", summary)];
}
