import { randomUUID } from "node:crypto";
import type { Writable } from "node:stream";
import * as core from "@actions/core";
import type { Message } from "./messages.ts";

/**
 * Logs lines that may contain untrusted text. The runner executes a line as a workflow command if it begins with `::`
 * or contains `##[`, and a carriage return ends a line as well (actions/runner, ActionCommand.cs): both are escaped.
 * @param message for the debug log: `[file-changed] file=predict.py since=1234567`. Not as JSON, whose escapes could hide a
 * secret from the runner's masks.
 */
export function info(text: string, message?: Message): void {
  core.info(withoutCommands(text));
  if (message === undefined) return;
  const { code, ...values } = message;
  debug(
    `[${code}]${Object.entries(values)
      .map(([name, value]) => ` ${name}=${value}`)
      .join("")}`,
  );
}

/** Adds a notice to the run. Its code is in the debug log. */
export function notice(code: string, text: string, place?: core.AnnotationProperties): void {
  command(() => core.notice(text, place));
  debug(`notice [${code}]`);
}

/** Adds a warning to the run. Its code is in the debug log. */
export function warning(code: string, text: string, place?: core.AnnotationProperties): void {
  command(() => core.warning(text, place));
  debug(`warning [${code}]`);
}

/** Escapes a text so that the runner executes no line of it as a workflow command. */
export function withoutCommands(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/^([\s\u0085]*):(?=:)/, "$1: ").replaceAll("##[", "## ["))
    .join("\n");
}

/** Logs a line of debug output. */
export function debug(line: string): void {
  command(() => core.debug(line));
}

/** While commands are stopped in the one log of the process: those to issue later, and the function that resumes them. */
let stopped: { readonly held: (() => void)[]; readonly resume: () => void } | undefined;

/** Issues a workflow command: now, or when the runner executes commands again. */
export function command(issue: () => void): void {
  if (stopped === undefined) issue();
  else stopped.held.push(issue);
}

/**
 * Stops the runner from executing workflow commands in the log (`::stop-commands::`, GitHub's documentation of workflow
 * commands). Our own commands are delayed: otherwise they would be printed literally, and a mask with its secret.
 * @returns a function that resumes commands. The log must be at the beginning of a line.
 */
export function stopCommands(log: Writable): () => void {
  const token = randomUUID();
  log.write(`::stop-commands::${token}\n`);
  const held = stopped?.held ?? [];
  let isResumed = false;
  const resume = (): void => {
    if (isResumed) return;
    isResumed = true;
    log.write(`::${token}::\n`);
    if (stopped?.held !== held) return;
    stopped = undefined;
    for (const issue of held) issue();
  };
  stopped = { held, resume };
  return resume;
}

/** Has the runner execute commands again, wherever in a line the log is. */
export function resumeCommands(): void {
  if (stopped === undefined) return;
  process.stdout.write("\n");
  stopped.resume();
}
