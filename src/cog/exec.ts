import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { ActionError, errorMessage } from "../lib/errors.ts";
import { stopCommands } from "../lib/log.ts";
import { forwardLines } from "./forward-lines.ts";
import { GRACE_SECONDS, signalProcess, stopProcesses } from "./stop.ts";

export interface CogCommand {
  /** Path of the executable. */
  readonly cog: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Stops Cog and everything it started; its reason is thrown. */
  readonly signal: AbortSignal;
  /** Where the output goes, live. */
  readonly log: Writable;
  /** Is given the output too, in whole lines. */
  readonly onLines: (lines: Buffer) => void;
}

/** How Cog ended: by an exit code, or by a signal that was not ours. */
export type CogExit = number | NodeJS.Signals;

const NEWLINE = 10;

/**
 * Runs Cog in a process group of its own, with nothing on its standard input, and relays its output.
 * The output is untrusted: the runner takes no workflow commands from it.
 * @throws {ActionError} when Cog can't be started; the signal's reason when it was aborted.
 */
export async function runCog(command: CogCommand): Promise<CogExit> {
  command.signal.throwIfAborted();
  // The young generation does not grow with a gigabyte of output, whose pieces die at once (118 MB at the
  // most in place of 150 MB, and not slower).
  setFlagsFromString("--semi-space-growth-factor=1");
  const child = start(command);
  let stopping: Promise<boolean> | undefined;
  const stop = (): void => {
    stopping ??= stopGroup(child);
  };
  command.signal.addEventListener("abort", stop, { once: true });
  let isMidLine = false;
  const pass = async (bytes: Buffer): Promise<void> => {
    command.onLines(bytes);
    isMidLine = bytes.at(-1) !== NEWLINE;
    if (!command.log.write(bytes)) await once(command.log, "drain");
  };
  const resumeCommands = stopCommands(command.log);
  try {
    const relays = Promise.allSettled([
      forwardLines(child.stdout, pass),
      forwardLines(child.stderr, pass),
    ]);
    const exit = await exitOf(child, command.cog);
    // What Cog started has nobody to work for any more, whichever way Cog ended.
    stop();
    await stopping;
    // Whatever has left the group can hold the pipes open all the same.
    await Promise.race([relays, sleep(GRACE_SECONDS * 1000, undefined, { ref: false })]);
    command.signal.throwIfAborted();
    return exit;
  } finally {
    command.signal.removeEventListener("abort", stop);
    child.stdout.destroy();
    child.stderr.destroy();
    // A line that a grandchild was still writing when Cog had ended.
    if (isMidLine) command.log.write("\n");
    resumeCommands();
  }
}

function start({ cog, args, directory, environment }: CogCommand) {
  try {
    return spawn(cog, args, {
      cwd: directory,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
  } catch (cause) {
    // Some faults are thrown at once, such as arguments that are too long together.
    throw notStarted(cog, cause);
  }
}

async function exitOf(child: ChildProcess, cog: string): Promise<CogExit> {
  const { promise, resolve, reject } = Promise.withResolvers<CogExit>();
  child.once("error", reject);
  child.once("exit", (code, signal) => resolve(code ?? signal ?? 1));
  return promise.catch((cause: unknown) => {
    throw notStarted(cog, cause);
  });
}

function notStarted(cog: string, cause: unknown): ActionError {
  return new ActionError(
    {
      code: "cog-not-executable",
      message: `Cog can't be started from ${cog} (${errorMessage(cause)}).`,
      hint: "Since 0.17 Cog is linked against glibc: a job in an Alpine container can't run it. Otherwise remove the tool cache's entry and run the job again.",
    },
    { cause },
  );
}

/** Ends Cog's whole process group. */
async function stopGroup({ pid }: ChildProcess): Promise<boolean> {
  return pid !== undefined && stopProcesses((signal) => signalProcess(-pid, signal));
}
