import { randomUUID } from "node:crypto";
import type { Writable } from "node:stream";
import * as core from "@actions/core";

/**
 * Prints lines of the log that may hold anybody's words. The runner takes a line for a command that begins
 * with `::`, or that has `##[` anywhere, and a carriage return ends a line as well (actions/runner,
 * ActionCommand.cs): what is said is none.
 */
export function info(text: string): void {
  core.info(withoutCommands(text));
}

/** A text of which the runner takes no line for a command. */
export function withoutCommands(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/^([\s\u0085]*):(?=:)/, "$1: ").replaceAll("##[", "## ["))
    .join("\n");
}

/** A line for those who debug. */
export function debug(line: string): void {
  command(() => core.debug(line));
}

/** What is to be told to the runner as soon as it takes commands again; undefined while it does. */
let waiting: (() => void)[] | undefined;

/** Gives the runner a command: at once, or when it takes commands again. */
export function command(issue: () => void): void {
  if (waiting === undefined) issue();
  else waiting.push(issue);
}

/**
 * Has the runner take no commands from the log (`::stop-commands::`, GitHub's documentation of workflow
 * commands). Commands of ours wait meanwhile: one that is printed all the same is shown as it stands, and
 * a mask with the secret in it.
 * @returns what has the runner take commands again; the log must be at the begin of a line.
 */
export function stopCommands(log: Writable): () => void {
  const token = randomUUID();
  log.write(`::stop-commands::${token}\n`);
  waiting ??= [];
  return () => {
    log.write(`::${token}::\n`);
    const held = waiting ?? [];
    waiting = undefined;
    for (const issue of held) issue();
  };
}
