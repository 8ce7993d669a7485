import { setTimeout as pause } from "node:timers/promises";
import { runProgram } from "./spawner.ts";

/** Whether a process is still at work: neither gone, nor a zombie that nobody has buried yet. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    const env = { PATH: process.env["PATH"] };
    const state = await runProgram("ps", ["-o", "stat=", "-p", String(pid)], { env });
    return !state.trim().startsWith("Z");
  } catch {
    // ps ends with 1 when there is no such process.
    return false;
  }
}

/** Waits until something holds; a test's own timeout is the limit. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(10);
}

/** Kills a group of processes; nothing happens if it has ended. */
export function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended, as it should.
  }
}
