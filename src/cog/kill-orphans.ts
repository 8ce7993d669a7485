import { processesWith } from "../lib/processes.ts";
import { signalProcess, stopProcesses } from "../lib/spawn.ts";

/**
 * Stops Cog and its children after the step was killed. They are identified by the private Docker configuration in
 * their environment, which no other process has. On Linux only: elsewhere, the runner stops them after the job.
 * @param privateDirectory the directory of that configuration.
 * @returns whether there was any process to stop.
 */
export function killOrphans(privateDirectory: string): Promise<boolean> {
  return stopProcesses((signal) =>
    processesWith(privateDirectory)
      .map((pid) => signalProcess(pid, signal))
      .includes(true),
  );
}
