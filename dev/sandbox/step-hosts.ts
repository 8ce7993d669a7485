import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Socket } from "node:net";
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

/** Processes that run no step at the moment. */
const idle: ChildProcess[] = [];

/** Runs a step in a process that has run others before, or in a new one. */
export async function runInHost({ entry, env, cwd }: StepCall): Promise<StepEnd> {
  const host = idle.pop() ?? fork(PROGRAM, { stdio: ["ignore", "pipe", "pipe", "ipc"], env: {} });
  hold(host, "ref");
  const end = `[end of step ${randomUUID()}]`;
  const chunks: Buffer[] = [];
  const streams = [host.stdout, host.stderr].filter((stream) => stream !== null);
  const printed = Promise.all(streams.map((stream) => readUntil(end, stream, chunks)));
  const ended = new Promise<StepEnd["code"]>((resolve) => {
    host.once("message", resolve).once("exit", (status, signal) => resolve(status ?? signal));
  });
  host.send({ entry, env, cwd, end });
  const code = await ended;
  await printed;
  host.removeAllListeners();
  hold(host, "unref");
  if (host.connected) idle.push(host);
  return { code, log: Buffer.concat(chunks).toString("utf8").replaceAll(end, "") };
}

/** Ends a process that ran a step: to the post step, the process of its main step has to be gone. */
export async function endHost(pid: number): Promise<void> {
  const index = idle.findIndex((host) => host.pid === pid);
  const [host] = index < 0 ? [] : idle.splice(index, 1);
  if (host === undefined) return;
  const exit = once(host, "exit");
  host.disconnect();
  await exit;
}

/** Has this process wait for a host, or end without it, as the host does then. */
function hold(host: ChildProcess, how: "ref" | "unref"): void {
  host[how]();
  host.channel?.[how]();
  for (const stream of [host.stdout, host.stderr]) if (stream instanceof Socket) stream[how]();
}

/** Adds what a stream prints to the chunks of the log, until it prints `end` or ends. */
function readUntil(end: string, stream: Readable, chunks: Buffer[]): Promise<void> {
  return new Promise((resolve) => {
    let last = "";
    const read = (chunk: Buffer): void => {
      chunks.push(chunk);
      last = `${last}${chunk.toString("latin1")}`.slice(-end.length);
      if (last === end) stop();
    };
    const stop = (): void => {
      stream.off("data", read).off("close", stop);
      resolve();
    };
    stream.on("data", read).on("close", stop);
  });
}
