import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** What a step of dist is started with. */
export interface StepCall {
  /** An export of the bundle. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Working directory. */
  readonly cwd: string;
}

/** What became of a step. */
export interface StepEnd {
  readonly code: number | NodeJS.Signals | null;
  /** All that the step printed. */
  readonly log: string;
}

const PROGRAM = join(import.meta.dirname, "step-host.mjs");

/** Where Node keeps what it has compiled of the action. */
export const COMPILED =
  process.env["NODE_COMPILE_CACHE"] ?? join(tmpdir(), "push-to-replicate-compiled");

/** Steps that one process runs: what each of them has loaded stays in its memory. */
const MAX_STEPS = 100;

interface Host {
  readonly process: ChildProcess;
  steps: number;
}

/** Processes that run no step at the moment. */
const idle: Host[] = [];

/** IDs of all processes that run steps. */
const hosts = new Set<number>();

/**
 * Runs a step in a process that has run others before, or in a new one.
 * @param limit after which the process is killed, in seconds.
 */
export async function runInHost({ entry, env, cwd }: StepCall, limit?: number): Promise<StepEnd> {
  const host = idle.pop() ?? startHost();
  const { process } = host;
  hold(process, "ref");
  const mark = `[end of step ${randomUUID()}]`;
  const chunks: Buffer[] = [];
  const streams = [process.stdout, process.stderr].filter((stream) => stream !== null);
  const printed = Promise.all(streams.map((stream) => readUntil(mark, stream, chunks)));
  const ended = new Promise<StepEnd["code"]>((resolve) => {
    process.once("message", resolve).once("exit", (status, signal) => resolve(status ?? signal));
  });
  process.send({ entry, env, cwd, mark });
  const code = await withKiller(process, limit, ended);
  await printed;
  process.removeAllListeners();
  if (!process.connected && process.pid !== undefined) hosts.delete(process.pid);
  hold(process, "unref");
  if (++host.steps < MAX_STEPS && process.connected) idle.push(host);
  else if (process.connected) await end(process);
  return { code, log: Buffer.concat(chunks).toString("utf8").replaceAll(mark, "") };
}

/** Whether a process is one that runs a step after the other. */
export function isHost(pid: number): boolean {
  return hosts.has(pid);
}

/** Waits for what a process comes to, and kills it after so many seconds. */
export async function withKiller<T>(
  process: ChildProcess,
  seconds: number | undefined,
  result: Promise<T>,
): Promise<T> {
  if (seconds === undefined) return result;
  const timer = setTimeout(() => process.kill("SIGKILL"), seconds * 1000);
  return result.finally(() => clearTimeout(timer));
}

async function end(process: ChildProcess): Promise<void> {
  const exit = once(process, "exit");
  process.disconnect();
  await exit;
  if (process.pid !== undefined) hosts.delete(process.pid);
}

function startHost(): Host {
  const env = { NODE_COMPILE_CACHE: COMPILED };
  const stdio = ["ignore", "pipe", "pipe", "ipc"] as const;
  const process = fork(PROGRAM, { stdio: [...stdio], execArgv: [], env });
  if (process.pid !== undefined) hosts.add(process.pid);
  return { process, steps: 0 };
}

/** Has this process wait for a host, or end without it, as the host does then. */
function hold(host: ChildProcess, how: "ref" | "unref"): void {
  host[how]();
  host.channel?.[how]();
  for (const stream of [host.stdout, host.stderr]) if (stream instanceof Socket) stream[how]();
}

/** Adds what a stream prints to the chunks of the log, until it prints `mark` or ends. */
function readUntil(mark: string, stream: Readable, chunks: Buffer[]): Promise<void> {
  return new Promise((resolve) => {
    let last = "";
    const read = (chunk: Buffer): void => {
      chunks.push(chunk);
      last = `${last}${chunk.toString("latin1")}`.slice(-mark.length);
      if (last === mark) stop();
    };
    const stop = (): void => {
      stream.off("data", read).off("close", stop);
      resolve();
    };
    stream.on("data", read).on("close", stop);
  });
}
