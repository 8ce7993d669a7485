import { mkdtemp, rm, rmdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import * as core from "@actions/core";
import { ActionError, errorMessage } from "../lib/errors.ts";
import { saveState, writeRunnerFile } from "../lib/runner-file.ts";

const PREFIX = "push-to-replicate-";
const STATE = "private-directory";

/**
 * Makes the one directory that holds credentials and secret files, and tells the post step of it before
 * anything is put there. Mode 0700.
 */
export async function makePrivateDirectory(temporaryDirectory: string): Promise<string> {
  const directory = await makeDirectory(temporaryDirectory);
  try {
    writeRunnerFile("GITHUB_STATE", () => core.saveState(STATE, directory));
  } catch (error) {
    await rmdir(directory);
    throw error;
  }
  return directory;
}

async function makeDirectory(temporaryDirectory: string): Promise<string> {
  try {
    return await mkdtemp(join(resolve(temporaryDirectory), PREFIX));
  } catch (cause) {
    throw tempDirectoryError(temporaryDirectory, cause);
  }
}

/** The error to throw for one of the file system in RUNNER_TEMP. Any other error is returned as it is. */
export function tempDirectoryError(temporaryDirectory: string, cause: unknown): unknown {
  const isOfFileSystem = cause instanceof Error && "syscall" in cause;
  if (!isOfFileSystem) return cause;
  return new ActionError(
    {
      code: "runner-temp-unwritable",
      message: `RUNNER_TEMP ("${temporaryDirectory}") is not writable: ${errorMessage(cause)}.`,
      hint: "Check that the directory in RUNNER_TEMP exists, is writable, and has free disk space.",
    },
    { cause },
  );
}

/** The directory that the main step of this run made, as the post step is told. */
export function privateDirectoryOfRun(): string | undefined {
  return core.getState(STATE) || undefined;
}

/** Removes a private directory with all that is in it. Links in it are removed, not followed. */
export async function removePrivateDirectory(directory: string): Promise<void> {
  if (!basename(directory).startsWith(PREFIX) || resolve(directory) !== directory)
    throw new Error(`not a directory of this action: ${directory}`);
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}

/**
 * Removes what makePrivateDirectory made, when the main step needs it no more; then the post step has nothing
 * to do. What can't be removed is a warning, since the caller has something else to tell.
 */
export async function discardPrivateDirectory(directory: string): Promise<void> {
  try {
    await removePrivateDirectory(directory);
    saveState(STATE, "");
  } catch (error) {
    core.warning(
      `${directory} could not be removed, remove it by hand if it stays: ${errorMessage(error)}`,
    );
  }
}
