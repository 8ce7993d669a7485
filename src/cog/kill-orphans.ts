import { readdir, readFile } from "node:fs/promises";
import { signalProcess, stopProcesses } from "../lib/spawn.ts";

/**
 * Stops what a step that was killed has left running: Cog and whatever it started are known by the private
 * Docker configuration in their environment, which no other process has. On Linux alone; elsewhere the runner
 * ends them after the job.
 * @param privateDirectory the directory that held the configuration.
 * @returns whether there was anything to stop.
 */
export function killOrphans(privateDirectory: string): Promise<boolean> {
  return stopProcesses(async (signal) => {
    const pids = await processesWith(privateDirectory);
    return pids.map((pid) => signalProcess(pid, signal)).includes(true);
  });
}

/** Processes in whose environment a text stands; none where there is no /proc. */
async function processesWith(text: string): Promise<number[]> {
  const names = await readdir("/proc").catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const environments = pids.map(async (pid) => {
    // Those of other users, and of processes that have ended meanwhile, can't be read.
    const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
    return pid !== process.pid && environment.includes(text) ? [pid] : [];
  });
  return (await Promise.all(environments)).flat();
}
