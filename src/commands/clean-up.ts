import { readApiToken } from "../inputs/credentials.ts";
import { errorMessage } from "../lib/errors.ts";
import { info, warning } from "../lib/log.ts";
import { processesWith } from "../lib/processes.ts";
import { signalProcess, stopProcesses } from "../lib/spawn.ts";
import { createApi } from "../replicate/client.ts";
import { readContext } from "../runtime/context.ts";
import { stopMainProcess } from "../runtime/main-process.ts";
import {
  privateDirectoriesOf,
  privateDirectoryOfRun,
  removePrivateDirectory,
  warnOfLeftDirectory,
} from "../runtime/private-files.ts";
import { createRuntime } from "../runtime/runtime.ts";
import { cancelPredictions, orphanedPredictions } from "../testing/orphans.ts";

/** Seconds for the cancellation of all predictions. */
const CANCEL_SECONDS = 3;

/**
 * Stops a main step that still runs, as it can in a job's container.
 * @returns the directories with the credentials of the main step.
 */
export async function stopMain(): Promise<string[]> {
  const saved = privateDirectoryOfRun();
  const directories = saved === undefined ? [] : [saved];
  const pid = await stopMainProcess();
  if (pid === undefined) return directories;
  info("Stopped the main step, which was still running.");
  try {
    const { temporaryDirectory } = readContext();
    const found = await privateDirectoriesOf(pid, temporaryDirectory);
    return [...new Set([...directories, ...found])];
  } catch {
    // Without RUNNER_TEMP, the main step has created none.
    return directories;
  }
}

/**
 * Removes the credentials that the main step left behind, and stops its Cog. The credentials go first, and
 * again when no process is left that could write them. A failure is a warning.
 */
export async function removeOrphans(directories: readonly string[]): Promise<void> {
  const removals = directories.map(async (directory) => {
    try {
      await removePrivateDirectory(directory);
      if (await killOrphans(directory)) info("Stopped Cog, which was still running.");
      await removePrivateDirectory(directory);
    } catch (error) {
      warnOfLeftDirectory(directory, error);
    }
  });
  await Promise.all(removals);
}

/**
 * Stops Cog and its children: only they have the private directory in their environment, as DOCKER_CONFIG. On Linux
 * only: elsewhere, the runner stops them after the job.
 */
function killOrphans(directory: string): Promise<boolean> {
  return stopProcesses((signal) =>
    processesWith(directory)
      .map((pid) => signalProcess(pid, signal))
      .includes(true),
  );
}

/** Cancels the predictions that the main step left running. A failure is a warning. */
export async function cancelOrphans(): Promise<void> {
  const predictions = orphanedPredictions();
  if (predictions.length === 0) return;
  try {
    const context = readContext();
    const apiToken = readApiToken(context);
    if (apiToken === undefined) return;
    const { http } = createRuntime(context, new AbortController().signal);
    const api = createApi(http, context.apiUrl, apiToken);
    for (const { id, reason } of await cancelPredictions(api, predictions, CANCEL_SECONDS))
      warning(
        "prediction-not-canceled",
        `Could not cancel prediction ${id} (${reason}). It ends by its time limit.`,
      );
  } catch (error) {
    warning(
      "predictions-not-canceled",
      `Could not cancel predictions (${errorMessage(error)}). They end by their time limits.`,
    );
  }
}
