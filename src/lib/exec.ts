import { type ExecOutput, getExecOutput } from "@actions/exec";
import { descendants } from "./processes.ts";
import { abortable } from "./sleep.ts";
import { signalProcess } from "./spawn.ts";

export interface ExecOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Kills the program; its reason is thrown. */
  readonly signal: AbortSignal;
  /** Kills the program after this time. */
  readonly timeoutSeconds: number;
}

export type ExecResult = Readonly<ExecOutput>;

/** The program is not on the PATH. */
export class ProgramNotFound extends Error {}

/**
 * Prints its process ID and then becomes the program: @actions/exec 3.0.0 does not return the child, so that a program
 * that hangs could not be killed.
 */
const PRINT_PROCESS_ID = 'echo "$$" && exec "$@" </dev/null';
/** Exit code of a shell that does not find the program (POSIX, "Exit Status for Commands"). */
const NOT_FOUND = 127;
/** Milliseconds that @actions/exec waits for output after the program ended: a child of it may keep the pipe open. */
const OUTPUT_DELAY = 500;

/**
 * Runs a short program to its end, without a line in the log. Its standard input is empty, and a shell never sees its
 * arguments as code.
 * @returns its exit code, and its output without surrounding whitespace.
 * @throws {ProgramNotFound} if there is no such program; {Error} after the timeout; the signal's reason.
 */
export async function exec(
  program: string,
  args: readonly string[],
  { environment, signal, timeoutSeconds }: ExecOptions,
): Promise<ExecResult> {
  signal.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
  const stop = AbortSignal.any([signal, timeout]);
  let printed = "";
  const kill = (): void => {
    const pid = Number.parseInt(printed, 10);
    // These programs have nothing to clean up, and one that hangs may ignore any other signal.
    if (pid > 0)
      for (const id of [...descendants(pid).map((child) => child.pid), pid])
        signalProcess(id, "SIGKILL");
  };
  const running = getExecOutput("/bin/sh", ["-c", PRINT_PROCESS_ID, "sh", program, ...args], {
    env: environment,
    silent: true,
    ignoreReturnCode: true,
    delay: OUTPUT_DELAY,
    listeners: {
      stdout: (data: Buffer) => {
        if (printed.includes("\n")) return;
        printed += data.toString("latin1");
        // It was still being started when it was stopped.
        if (stop.aborted && printed.includes("\n")) kill();
      },
    },
  });
  try {
    const { exitCode, stdout, stderr } = await abortable(running, stop);
    if (exitCode === NOT_FOUND) throw new ProgramNotFound(`${program} is not installed`);
    return {
      exitCode,
      stdout: stdout.slice(stdout.indexOf("\n") + 1).trim(),
      stderr: stderr.trim(),
    };
  } catch (error) {
    if (!stop.aborted) throw error;
    kill();
    // It ends as the process does.
    running.catch(() => undefined);
    signal.throwIfAborted();
    throw new Error(`no response within ${timeoutSeconds} s`, { cause: error });
  }
}
