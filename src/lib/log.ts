import { randomUUID } from "node:crypto";
import type { Writable } from "node:stream";
import * as core from "@actions/core";

/**
 * Logs lines that may contain untrusted text. The runner executes a line as a workflow command if it begins with `::`
 * or contains `##[`, and a carriage return ends a line as well (actions/runner, ActionCommand.cs): both are escaped.
 */
export function info(text: string): void {
  core.info(withoutCommands(text));
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

/** Has the runner execute commands again, if it was stopped from it. */
let resume = (): void => undefined;

/** Commands to issue when the runner executes commands again; undefined while it does. */
let waiting: (() => void)[] | undefined;

/** Issues a workflow command: now, or when the runner executes commands again. */
export function command(issue: () => void): void {
  if (waiting === undefined) issue();
  else waiting.push(issue);
}

/**
 * Stops the runner from executing workflow commands in the log (`::stop-commands::`, GitHub's documentation of workflow
 * commands). Our own commands are delayed: otherwise they would be printed literally, and a mask with its secret.
 * @returns a function that resumes commands. The log must be at the beginning of a line.
 */
export function stopCommands(log: Writable): () => void {
  const token = randomUUID();
  log.write(`::stop-commands::${token}\n`);
  waiting ??= [];
  resume = () => {
    log.write(`::${token}::\n`);
    const held = waiting ?? [];
    waiting = undefined;
    resume = () => undefined;
    for (const issue of held) issue();
  };
  return resume;
}

/** Has the runner execute commands again, wherever in a line the log is. */
export function resumeCommands(): void {
  if (waiting !== undefined) process.stdout.write("\n");
  resume();
}
