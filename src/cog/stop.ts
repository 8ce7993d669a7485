import { setTimeout as sleep } from "node:timers/promises";

/** Time for processes to end by themselves: the runner kills us 10 s after it cancels a step. */
export const GRACE_SECONDS = 4;
const INTERVAL_SECONDS = 0.05;

/**
 * Asks processes to end, and when the time of grace is over makes them.
 * @param send sends them a signal, or nothing when it is 0.
 * @returns false when there were none; `send` returns so when none is left.
 */
export async function stopProcesses(
  send: (signal: NodeJS.Signals | 0) => boolean | Promise<boolean>,
): Promise<boolean> {
  const deadline = Date.now() + GRACE_SECONDS * 1000;
  const wereThere = await send("SIGTERM");
  let areThere = wereThere;
  while (areThere && Date.now() < deadline) {
    await sleep(INTERVAL_SECONDS * 1000);
    areThere = await send(0);
  }
  if (areThere) await send("SIGKILL");
  return wereThere;
}

/**
 * Sends a signal to one process, or by a negative number to a whole group.
 * @returns false when nothing of it is left, or nothing that this user may stop.
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
