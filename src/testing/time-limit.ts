import { runInNewContext } from "node:vm";

/** What came of the work; undefined when its time was over first. */
export type TimeLimited<T> = { readonly result: T } | undefined;

/**
 * Does work that can go on for ever, as a regular expression or a query of somebody else can, and ends it
 * after so many seconds: while it goes on nothing else runs, no time limit and no cancellation either.
 * @param work must not wait for anything.
 */
export function withTimeLimit<T>(seconds: number, work: () => T): TimeLimited<T> {
  let done: TimeLimited<T>;
  try {
    // Node has a time limit for scripts alone; it holds for whatever they call.
    runInNewContext(
      "work()",
      {
        work: () => {
          done = { result: work() };
        },
      },
      { timeout: seconds * 1000 },
    );
  } catch (error) {
    if (!isTimeUp(error)) throw error;
  }
  return done;
}

/** It is an Error of the script's own world, and none of ours. */
function isTimeUp(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
