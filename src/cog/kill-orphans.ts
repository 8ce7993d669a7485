import { readdir, readFile } from "node:fs/promises";
import { signalProcess, stopProcesses } from "../lib/spawn.ts";

/**
 * Stops Cog and its children after the step was killed. They are identified by the private Docker configuration in
 * their environment, which no other process has. On Linux only: elsewhere, the runner stops them after the job.
 * @param privateDirectory the directory of that configuration.
 * @returns whether there was any process to stop.
 */
export function killOrphans(privateDirectory: string): Promise<boolean> {
  return stopProcesses(async (signal) => {
    const pids = await processesWith(privateDirectory);
    return pids.map((pid) => signalProcess(pid, signal)).includes(true);
  });
}

/** Lists the processes whose environment contains a text; none without /proc. */
async function processesWith(text: string): Promise<number[]> {
  const names = await readdir("/proc").catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const environments = pids.map(async (pid) => {
    // That of another user's process, or of one that has ended, cannot be read.
    const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
    return pid !== process.pid && environment.includes(text) ? [pid] : [];
  });
  return (await Promise.all(environments)).flat();
}
