import { Writable } from "node:stream";
import { type CogCommand, runCog } from "../../../src/cog/process.ts";
import type { ProcessExit } from "../../../src/lib/spawn.ts";
import type { AtEnd } from "../../support/world.ts";
import { temporaryDirectory } from "../support.ts";

/** The step's log, kept. */
export class Log extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}

export interface CogRun {
  readonly exit: Promise<ProcessExit>;
  readonly log: Log;
  /** What onLines was given, read by read. */
  readonly reads: readonly string[];
  readonly directory: string;
}

/**
 * Runs a sh script instead of Cog, in a directory of its own.
 * @param atEnd of the test's own context, where tests run concurrently.
 */
export async function start(
  script: string,
  options: Partial<CogCommand> = {},
  atEnd?: AtEnd,
): Promise<CogRun> {
  const directory = await temporaryDirectory(atEnd);
  const log = new Log();
  const reads: string[] = [];
  const { args = [], ...rest } = options;
  const exit = runCog({
    // Not a file that was just written: it would be busy while another test's thread forks (ETXTBSY).
    cog: "/bin/sh",
    args: ["-c", script, "cog", ...args],
    directory,
    environment: { PATH: process.env["PATH"] ?? "" },
    signal: new AbortController().signal,
    log,
    onLines: (lines) => reads.push(lines.toString("utf8")),
    ...rest,
  });
  // A test that waits for something else first must not be ended by a rejection that nobody awaits yet.
  exit.catch(() => undefined);
  return { exit, log, reads, directory };
}

export interface Bracketed {
  readonly resume: string;
  readonly output: string;
}

/** A log as the runner reads it: what is between `::stop-commands::token` and `::token::`. */
export function bracketed(log: string): Bracketed {
  const [, resume = ""] = /^::stop-commands::(\S+)\n/.exec(log) ?? [];
  const begin = `::stop-commands::${resume}\n`.length;
  const end = `::${resume}::\n`;
  // The runner takes the command only at the start of a line.
  if (resume === "" || !(log.endsWith(`\n${end}`) && log.indexOf(end) === log.length - end.length))
    throw new Error(`The log is not bracketed: ${log.slice(0, 80)} … ${log.slice(-80)}`);
  return { resume, output: log.slice(begin, -end.length) };
}
