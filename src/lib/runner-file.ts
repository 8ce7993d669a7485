import * as core from "@actions/core";
import { errorMessage, wrapError } from "./errors.ts";
import { debug } from "./log.ts";

/** The variables with the runner's files for outputs and state. */
type RunnerFile = "GITHUB_OUTPUT" | "GITHUB_STATE";

/**
 * Writes to one of the runner's files.
 * @throws {ActionError} when it is not writable.
 */
export function writeRunnerFile(variable: RunnerFile, write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw wrapError(cause, {
      code: "runner-file-unwritable",
      message: `Could not write to the runner's file in ${variable}: ${errorMessage(cause)}.`,
      hint: "Check that the disk of the runner has free space, and that no earlier step changes the variable or removes the file.",
    });
  }
}

/** Saves optional information for the post step. */
export function saveState(name: string, value: string): void {
  try {
    core.saveState(name, value);
  } catch (error) {
    debug(`Could not save the state ${name} for the post step: ${errorMessage(error)}`);
  }
}
