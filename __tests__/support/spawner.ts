import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

export interface RunOptions {
  /** Working directory. */
  readonly cwd?: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What became of a program. */
interface Answer {
  readonly id: number;
  readonly stdout: string;
  /** Why it did not end well, with what it said. */
  readonly failure?: string;
}

const PROGRAM = join(import.meta.dirname, "spawner.mjs");
const MAX_OUTPUT = 64 * 1024 * 1024;

const pending = new Map<number, PromiseWithResolvers<string>>();
let spawner: ChildProcess | undefined;
let programs = 0;

/**
 * Runs a short program, started by a small process: Linux copies the page table of the process that starts one, which
 * takes 15 ms of one that has loaded the tests, and less than 1 ms of that one.
 * @returns what it printed.
 * @throws {Error} if it ends with another code than 0, with what it said.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  const child = spawner ?? start();
  const id = ++programs;
  const ended = Promise.withResolvers<string>();
  pending.set(id, ended);
  child.channel?.ref();
  child.send({ id, program, args, options: { maxBuffer: MAX_OUTPUT, ...options } });
  return ended.promise;
}

/** It ends with this process, which does not wait for it unless a program runs. */
function start(): ChildProcess {
  const env = { PATH: process.env["PATH"] };
  const child = fork(PROGRAM, { stdio: ["ignore", "ignore", "inherit", "ipc"], execArgv: [], env });
  spawner = child;
  child.unref();
  child.on("message", ({ id, stdout, failure }: Answer) => {
    const ended = pending.get(id);
    pending.delete(id);
    if (pending.size === 0) child.channel?.unref();
    if (failure === undefined) ended?.resolve(stdout);
    else ended?.reject(new Error(failure));
  });
  child.once("exit", () => {
    spawner = undefined;
    for (const { reject } of pending.values()) reject(new Error("The spawner has ended."));
    pending.clear();
  });
  return child;
}
