import type { Problem } from "../lib/errors.ts";

/** A known failure, and how to recognize it in the output of Cog and of the programs that Cog runs. */
export interface Failure extends Pick<Problem, "code" | "message" | "hint"> {
  /**
   * Matches part of one line. A line can be a megabyte long and is untrusted: every repetition is bounded, so that
   * the time to match grows linearly with the line.
   */
  readonly pattern: RegExp;
  /** Where the wording or the fix comes from: issues, source files, documentation. */
  readonly source: string;
}

export type FailureText = Omit<Failure, "code">;

/** Lists failures by their codes, in their order: from the most to the least specific. */
export function failures(byCode: Readonly<Record<string, FailureText>>): readonly Failure[] {
  return Object.entries(byCode).map(([code, failure]) => ({ code, ...failure }));
}
