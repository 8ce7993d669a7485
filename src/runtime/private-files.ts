import { mkdtemp, readdir, rm, rmdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import * as core from "@actions/core";
import { errorMessage, wrapError } from "../lib/errors.ts";
import { warning } from "../lib/log.ts";
import { saveState, writeRunnerFile } from "../lib/outputs.ts";

const PREFIX = "push-to-replicate-";
const STATE = "private-directory";

/**
 * Creates the directory for credentials and secret files, mode 0700, and saves its path for the post step
 * before anything is written to it.
 * @throws {ActionError} when RUNNER_TEMP is not writable.
 */
export async function createPrivateDirectory(temporaryDirectory: string): Promise<string> {
  let directory: string;
  try {
    directory = await mkdtemp(join(resolve(temporaryDirectory), `${PREFIX}${process.pid}-`));
  } catch (cause) {
    throw tempDirectoryError(temporaryDirectory, cause);
  }
  try {
    writeRunnerFile("GITHUB_STATE", () => core.saveState(STATE, directory));
  } catch (error) {
    await rmdir(directory);
    throw error;
  }
  return directory;
}

/** The error to throw for one of the file system in RUNNER_TEMP. Any other error is returned as it is. */
export function tempDirectoryError(temporaryDirectory: string, cause: unknown): unknown {
  const isOfFileSystem = cause instanceof Error && "syscall" in cause;
  if (!isOfFileSystem) return cause;
  return wrapError(cause, {
    code: "runner-temp-unwritable",
    message: `RUNNER_TEMP ("${temporaryDirectory}") is not writable: ${errorMessage(cause)}.`,
    hint: "Check that the directory in RUNNER_TEMP exists, is writable, and has free disk space.",
  });
}

/** The directory that the main step of this run left behind, for the post step; undefined: none. */
export function privateDirectoryOfRun(): string | undefined {
  return core.getState(STATE) || undefined;
}

/** Lists the directories of one process: those that it created after the runner has read the state, too. */
export async function privateDirectoriesOf(
  pid: number,
  temporaryDirectory: string,
): Promise<string[]> {
  const directory = resolve(temporaryDirectory);
  const names = await readdir(directory);
  return names
    .filter((name) => name.startsWith(`${PREFIX}${pid}-`))
    .map((name) => join(directory, name));
}

/** Removes a private directory with its contents. Links in it are removed, not followed. */
export async function removePrivateDirectory(directory: string): Promise<void> {
  if (!basename(directory).startsWith(PREFIX) || resolve(directory) !== directory)
    throw new Error(`not a directory of this action: ${directory}`);
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}

/**
 * Removes the directory when the main step no longer needs it, so that nothing is left for the post step. A
 * failure is a warning: the caller has its own results or error to report.
 */
export async function discardPrivateDirectory(directory: string): Promise<void> {
  try {
    await removePrivateDirectory(directory);
    saveState(STATE, "");
  } catch (error) {
    warnOfLeftDirectory(directory, error);
  }
}

/** Warns of a private directory that could not be removed. */
export function warnOfLeftDirectory(directory: string, error: unknown): void {
  warning(
    "credentials-not-removed",
    `Could not remove ${directory}: ${errorMessage(error)}. Remove it manually: it contains credentials.`,
  );
}
