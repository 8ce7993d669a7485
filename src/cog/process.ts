import { once } from "node:events";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { OUTPUT_SECONDS } from "../lib/cancel-limits.ts";
import { wrapErrors } from "../lib/errors.ts";
import { stopCommands } from "../lib/log.ts";
import { abortable } from "../lib/sleep.ts";
import { type ProcessExit, spawnGroup } from "../lib/spawn.ts";

export type OutputStream = "stdout" | "stderr";

export interface CogCommand {
  /** Path of the executable. */
  readonly cog: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Stops Cog and every process that it started; its reason is thrown. */
  readonly signal: AbortSignal;
  /** Receives the output while Cog runs. */
  readonly log: Writable;
  /** Receives the output too, in whole lines. */
  readonly onLines: (lines: Buffer, stream: OutputStream) => void;
}

const NEWLINE = 10;
/** Time for the rest of the output, when the log is slow. */
const SLOW_LOG_SECONDS = 4;
/** Bytes. A longer line is forwarded in pieces. */
const MAX_LINE = 64 * 1024;

/**
 * Runs Cog in its own process group, without standard input, and forwards its output to the log. The output is
 * untrusted: the runner does not execute workflow commands in it.
 * @throws {ActionError} if Cog cannot be started; the signal's reason if it is aborted.
 */
export async function runCog(command: CogCommand): Promise<ProcessExit> {
  const { signal, log, onLines } = command;
  signal.throwIfAborted();
  const { cog, args, ...options } = command;
  const group = await started(cog, () => spawnGroup(cog, args, options));
  const stop = (): void => void group.stop();
  signal.addEventListener("abort", stop, { once: true });
  let isMidLine = false;
  const write = async (bytes: Buffer, stream: OutputStream): Promise<void> => {
    onLines(bytes, stream);
    isMidLine = bytes.at(-1) !== NEWLINE;
    if (!log.write(bytes)) await once(log, "drain");
  };
  const resumeCommands = stopCommands(log);
  try {
    const relays = Promise.allSettled([
      forwardLines(group.stdout, (bytes) => write(bytes, "stdout")),
      forwardLines(group.stderr, (bytes) => write(bytes, "stderr")),
    ]);
    const exit = await started(cog, () => group.exit);
    // Cog's children have no purpose without it.
    await group.stop();
    // A process that left the group can keep the pipes open.
    const seconds = signal.aborted ? OUTPUT_SECONDS : SLOW_LOG_SECONDS;
    const rest = Promise.race([relays, sleep(seconds * 1000, undefined, { ref: false })]);
    await (signal.aborted ? rest : abortable(rest, signal));
    signal.throwIfAborted();
    return exit;
  } finally {
    signal.removeEventListener("abort", stop);
    group.stdout.destroy();
    group.stderr.destroy();
    // A grandchild was still writing a line when Cog ended.
    if (isMidLine) log.write("\n");
    resumeCommands();
  }
}

/** @throws {ActionError} if Cog cannot be started: when it is spawned, or soon after. */
function started<T>(cog: string, work: () => T | Promise<T>): Promise<T> {
  return wrapErrors(work, (reason) => ({
    code: "cog-not-executable",
    message: `Cog could not be started from "${cog}": ${reason}.`,
    hint: "Set runs-on to ubuntu-latest without an Alpine container: Cog 0.17 and newer requires glibc. Otherwise remove Cog from the runner's tool cache (RUNNER_TOOL_CACHE), where it may be damaged, and run the job again.",
  }));
}

/**
 * Forwards a stream in whole lines, so that two streams never mix within a line. Buffers at most one line, and stops
 * reading while the log cannot keep up.
 * @param write receives one line or more; a line that is too long, in pieces.
 */
export async function forwardLines(
  stream: AsyncIterable<Buffer>,
  write: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  let buffered: Buffer = Buffer.alloc(0);
  let isMidLine = false;
  for await (const chunk of stream) {
    const bytes = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    const end = bytes.lastIndexOf("\n") + 1;
    const cut = end === 0 && bytes.length > MAX_LINE ? bytes.length : end;
    if (cut > 0) {
      await write(bytes.subarray(0, cut));
      isMidLine = end === 0;
    }
    buffered = bytes.subarray(cut);
  }
  if (buffered.length > 0 || isMidLine) await write(Buffer.concat([buffered, Buffer.from("\n")]));
}
