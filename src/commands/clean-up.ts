import * as core from "@actions/core";
import { killOrphans } from "../cog/kill-orphans.ts";
import { readApiToken } from "../inputs/post.ts";
import { errorMessage } from "../lib/errors.ts";
import { info } from "../lib/log.ts";
import { createApi } from "../replicate/client.ts";
import { readContext } from "../runtime/context.ts";
import { privateDirectoryOfRun, removePrivateDirectory } from "../runtime/private-files.ts";
import { createRuntime } from "../runtime/runtime.ts";
import { cancelPredictions, orphanedPredictions } from "../testing/orphans.ts";

/**
 * Removes the credentials that the main step left behind, and stops its Cog. The credentials go first, and
 * again when no process is left that could write them. A failure is a warning.
 */
export async function removeOrphans(): Promise<void> {
  const directory = privateDirectoryOfRun();
  if (directory === undefined) return;
  try {
    await removePrivateDirectory(directory);
    if (await killOrphans(directory)) info("Stopped Cog, which was still running.");
    await removePrivateDirectory(directory);
  } catch (error) {
    core.warning(
      `Could not remove ${directory}: ${errorMessage(error)}. Remove it manually: it contains credentials.`,
    );
  }
}

/** Cancels the predictions that the main step left running. A failure is a warning. */
export async function cancelOrphans(): Promise<void> {
  const predictions = orphanedPredictions();
  if (predictions.length === 0) return;
  try {
    const context = readContext();
    const apiToken = readApiToken(context);
    if (apiToken === undefined) return;
    const { http } = await createRuntime(context, new AbortController().signal);
    await cancelPredictions(createApi(http, context.apiUrl, apiToken), predictions);
  } catch (error) {
    core.warning(
      `Could not cancel predictions (${errorMessage(error)}). They end by their time limits.`,
    );
  }
}
