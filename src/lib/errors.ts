import * as core from "@actions/core";
import { debug } from "./log.ts";

/** One problem: what failed and why, and how to fix it. */
export interface Problem {
  /** Stable and unique to the kind of problem, `hardware-unknown`: docs/troubleshooting.md lists all. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** A program's own words, which the message introduces. Fenced in the summary. */
  readonly quote?: string;
  /** Details for the summary only, such as the last lines of a program's output. */
  readonly details?: string;
}

/**
 * The one error that people are meant to read: one problem, or all that were found together.
 * `cause` is for the debug log alone.
 */
export class ActionError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[], options?: ErrorOptions) {
    const list = "message" in problems ? [problems] : distinct(problems);
    super(render(list), options);
    this.name = "ActionError";
    this.problems = list;
  }
}

/** The problem that something else which was thrown causes. */
export function wrapError(cause: unknown, problem: Problem): ActionError {
  return new ActionError(problem, { cause });
}

/**
 * Does work whose failure has one explanation.
 * @param describe the problem, by the text of the error.
 * @throws {ActionError} with that problem, and the error as its cause; an ActionError as it is.
 */
export async function wrapErrors<T>(
  work: () => T | Promise<T>,
  describe: (reason: string) => Problem,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof ActionError ? cause : wrapError(cause, describe(errorMessage(cause)));
  }
}

/** A check that fails if there are any problems. @throws {ActionError} with all of them. */
export async function refuseProblems(problems: readonly Problem[]): Promise<void> {
  if (problems.length > 0) throw new ActionError(problems);
}

/**
 * Waits until every check has ended.
 * @param checks promises by name, or a list of promises.
 * @returns what each of them found.
 * @throws {ActionError} with the problems of all checks that failed, each once. Anything that is not an
 * ActionError is a defect and is thrown as it is. A check that awaits another one may reject with the
 * other's error.
 */
export async function runChecks<const T extends object>(
  checks: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>;
export async function runChecks(checks: object): Promise<object> {
  const settled = await Promise.allSettled(Object.values(checks));
  const errors: unknown[] = settled.flatMap((s) => (s.status === "rejected" ? [s.reason] : []));
  const unexpected = errors.find((error) => !(error instanceof ActionError));
  if (unexpected !== undefined) throw unexpected;
  const expected = errors.filter((error) => error instanceof ActionError);
  if (expected.length > 0)
    throw new ActionError(
      expected.flatMap(({ problems }) => problems),
      { cause: expected.find(({ cause }) => cause !== undefined)?.cause },
    );
  const values: unknown[] = settled.flatMap((s) => (s.status === "fulfilled" ? [s.value] : []));
  if (Array.isArray(checks)) return values;
  return Object.fromEntries(Object.keys(checks).map((name, index) => [name, values[index]]));
}

/**
 * Selects from what a check finds, for another check that runs in parallel. Never rejects.
 * @param fallback the result when the check fails, which reports the reason itself.
 */
export async function fromCheck<T, R>(
  check: Promise<T>,
  select: (found: T) => R,
  fallback: R,
): Promise<R> {
  try {
    return select(await check);
  } catch {
    return fallback;
  }
}

/** Fails the step: one annotation for people, the chain of causes for the debug log. */
export function failStep(error: unknown): void {
  const message =
    error instanceof ActionError
      ? error.message
      : `Unexpected error. This is a bug in push-to-replicate: ${errorMessage(error)} [unexpected-error]\nHow to fix: Run the job again with debug logging, and open an issue with its log.`;
  core.error(message, { title: "push-to-replicate" });
  for (const line of causes(error)) debug(line);
  process.exitCode = core.ExitCode.Failure;
}

/** The text of anything that was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The text of anything that was thrown, as a part of a sentence: without hints, and without its full stop. */
export function errorReason(error: unknown): string {
  const text =
    error instanceof ActionError
      ? error.problems.map(({ message }) => message).join(" ")
      : errorMessage(error);
  return text.replace(/\.$/, "");
}

function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

function render(problems: readonly Problem[]): string {
  const [first] = problems;
  if (first !== undefined && problems.length === 1) return renderOne(first, "");
  const items = problems.map((problem, i) => `${i + 1}. ${renderOne(problem, "   ")}`);
  return `Found ${problems.length} problems:\n${items.join("\n")}`;
}

function renderOne({ code, message, quote, hint }: Problem, indent: string): string {
  const quoted = quote === undefined ? "" : `\n${quote}`;
  return `${message} [${code}]${quoted}\n${indent}How to fix: ${hint}`;
}

function causes(error: unknown, depth = 10): string[] {
  if (error === undefined || depth === 0) return [];
  if (!(error instanceof Error)) return [String(error)];
  return [error.stack ?? error.message, ...causes(error.cause, depth - 1)];
}
