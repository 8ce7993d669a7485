import { setTimeout as sleep } from "node:timers/promises";
import * as core from "@actions/core";
import { saveState } from "../lib/outputs.ts";
import { descendants, findProcess, type RunningProcess } from "../lib/processes.ts";
import { signalProcess, stopProcesses } from "../lib/spawn.ts";

const STATE = "main-process";
/** Seconds that the processes get to end after SIGKILL: one in a system call can take a while. */
const LAST_SECONDS = 5;

/** Saves which process the main step is, for the post step. On Linux only. */
export function saveMainProcess(): void {
  const self = findProcess(process.pid);
  if (self !== undefined) saveState(STATE, `${self.pid} ${self.start}`);
}

/**
 * Stops a main step that still runs, with its children, and waits for their end. In a job's container, the signals of
 * the runner do not reach the step: when it is canceled or times out, it keeps running during the post step.
 * @returns the pid of the main step; undefined: it did not run.
 */
export async function stopMainProcess(): Promise<number | undefined> {
  const [pid = 0, start] = core.getState(STATE).split(" ").map(Number);
  let killed: RunningProcess[] = [];
  const wasRunning = await stopProcesses((signal) => {
    const main = findProcess(pid);
    // A process that has the pid by now started at another time.
    if (main === undefined || main.start !== start) return false;
    if (signal !== "SIGKILL") return signalProcess(pid, signal);
    const children = descendants(pid);
    killed = [main, ...children];
    signalProcess(pid, "SIGKILL");
    // A group that a child leads, such as Cog's, can contain processes whose parent has ended.
    for (const child of children)
      signalProcess(child.pid === child.group ? -child.pid : child.pid, "SIGKILL");
    return true;
  });
  const deadline = Date.now() + LAST_SECONDS * 1000;
  while (killed.some(isRunning) && Date.now() < deadline) await sleep(20);
  return wasRunning ? pid : undefined;
}

function isRunning({ pid, start }: RunningProcess): boolean {
  return findProcess(pid)?.start === start;
}
