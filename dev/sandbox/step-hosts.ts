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

/** Steps that one process runs: what each of them has loaded stays in its memory. */
const MAX_STEPS = 25;

interface Host {
  readonly process: ChildProcess;
  steps: number;
}

/** Processes that run no step at the moment. */
const idle: Host[] = [];

/** Runs a step in a process that has run others before, or in a new one. */
export async function runInHost({ entry, env, cwd }: StepCall): Promise<StepEnd> {
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
  const code = await ended;
  await printed;
  process.removeAllListeners();
  hold(process, "unref");
  if (++host.steps < MAX_STEPS && process.connected) idle.push(host);
  else if (process.connected) await end(process);
  return { code, log: Buffer.concat(chunks).toString("utf8").replaceAll(mark, "") };
}

/** Ends a process that ran a step: to the post step, the process of its main step has to be gone. */
export async function endHost(pid: number): Promise<void> {
  const index = idle.findIndex((host) => host.process.pid === pid);
  const [host] = index < 0 ? [] : idle.splice(index, 1);
  if (host !== undefined) await end(host.process);
}

async function end(process: ChildProcess): Promise<void> {
  const exit = once(process, "exit");
  process.disconnect();
  await exit;
}

function startHost(): Host {
  const env = { NODE_COMPILE_CACHE: join(tmpdir(), "push-to-replicate-dist") };
  return {
    process: fork(PROGRAM, { stdio: ["ignore", "pipe", "pipe", "ipc"], execArgv: [], env }),
    steps: 0,
  };
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
