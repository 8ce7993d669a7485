import * as core from "@actions/core";
import { errorMessage } from "./lib/errors.ts";
import { info } from "./lib/log.ts";
import { privateDirectoryOfRun, removePrivateDirectory } from "./runtime/private-files.ts";
import { orphanedPredictions } from "./testing/orphans.ts";

/** The post step: removes what a main step that was killed has left. The main step tidies up after itself. */
export async function post(): Promise<void> {
  const directory = privateDirectoryOfRun();
  const predictions = orphanedPredictions();

  // The runner asks before it kills, and there is little to do: it is done.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
  await Promise.all([
    directory !== undefined ? tidy(directory) : undefined,
    predictions.length > 0 ? cancel(predictions) : undefined,
  ]);
}

/** The credentials go first, and again when nothing is left that could write them. */
async function tidy(left: string): Promise<void> {
  try {
    await removePrivateDirectory(left);
    const { killOrphans: stopLeftOver } = await import("./cog/kill-orphans.ts");
    if (await stopLeftOver(left)) info("Cog was still running, and was stopped.");
    await removePrivateDirectory(left);
  } catch (error) {
    core.warning(`${left} could not be removed, remove it by hand: ${errorMessage(error)}`);
  }
}

async function cancel(ids: readonly string[]): Promise<void> {
  try {
    const { cancelOrphans } = await import("./commands/cancel-orphans.ts");
    await cancelOrphans(ids, new AbortController().signal);
  } catch (error) {
    core.warning(
      `Could not cancel predictions (${errorMessage(error)}). They end by their time limits.`,
    );
  }
}
