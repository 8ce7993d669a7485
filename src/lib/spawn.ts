import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { GRACE_SECONDS } from "./cancel-limits.ts";

interface SpawnOptions {
  readonly directory: string;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** Standard input. Default: none. */
  readonly input?: string;
}

/** How a process ended: an exit code, or the signal that killed it. */
export type ProcessExit = number | NodeJS.Signals;

/** A program and every process that it started. */
export interface ProcessGroup {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Of the program itself. Rejects if it cannot be started. */
  readonly exit: Promise<ProcessExit>;
  /** Stops the whole group: SIGTERM, and SIGKILL after the grace period. Resolves to whether there was anything left. */
  stop(): Promise<boolean>;
}

const INTERVAL_SECONDS = 0.05;

/**
 * Starts a program in its own process group, so that it can be stopped together with its children: for Cog and
 * git. Short programs run through lib/exec.ts.
 * @throws {Error} if it cannot be started, for example because its arguments are too long.
 */
export function spawnGroup(
  program: string,
  args: readonly string[],
  { directory, environment, input }: SpawnOptions,
): ProcessGroup {
  const options = { cwd: directory, env: environment, detached: true };
  const child =
    input === undefined
      ? spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] })
      : spawn(program, args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
  // A program that exits before it has read everything is reported by its exit code.
  child.stdin?.on("error", () => undefined).end(input);
  const exit = exitOf(child);
  // It is awaited by the caller, maybe later.
  exit.catch(() => undefined);
  let stopping: Promise<boolean> | undefined;
  return {
    stdout: child.stdout,
    stderr: child.stderr,
    exit,
    stop: () => {
      const { pid } = child;
      stopping ??=
        pid === undefined
          ? Promise.resolve(false)
          : stopProcesses((signal) => signalProcess(-pid, signal));
      return stopping;
    },
  };
}

async function exitOf(child: ChildProcess): Promise<ProcessExit> {
  const [code, signal]: (ProcessExit | null)[] = await once(child, "exit");
  return code ?? signal ?? 1;
}

/**
 * Stops processes: SIGTERM, and SIGKILL to those that are left after the grace period.
 * @param send sends them a signal, or none when it is 0, and returns false when no process is left.
 * @returns whether there was any process.
 */
export async function stopProcesses(
  send: (signal: NodeJS.Signals | 0) => boolean,
): Promise<boolean> {
  const deadline = Date.now() + GRACE_SECONDS * 1000;
  const found = send("SIGTERM");
  let remaining = found;
  while (remaining && Date.now() < deadline) {
    await sleep(INTERVAL_SECONDS * 1000);
    remaining = send(0);
  }
  if (remaining) send("SIGKILL");
  return found;
}

/**
 * Sends a signal to a process, or to a whole group by a negative number.
 * @returns false when nothing of it is left, or nothing that this user may signal.
 */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ESRCH" || code === "EPERM") return false;
    throw error;
  }
}
