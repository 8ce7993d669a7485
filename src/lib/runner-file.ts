import * as core from "@actions/core";
import { ActionError, errorMessage } from "./errors.ts";
import { debug } from "./log.ts";

/** The variables that name the files by which the runner takes what a step has to say. */
type RunnerFile = "GITHUB_OUTPUT" | "GITHUB_STATE";

/**
 * Writes to one of the runner's files.
 * @throws {ActionError} when it can't be written to.
 */
export function writeRunnerFile(variable: RunnerFile, write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw new ActionError(
      {
        code: "runner-file-unwritable",
        message: `The runner's file that ${variable} names can't be written to (${errorMessage(cause)}).`,
        hint: "Check that the disk of the runner has free space, and that no earlier step changes the variable or removes the file.",
      },
      { cause },
    );
  }
}

/** Tells the post step something that it would be well to know, and can do without. */
export function saveState(name: string, value: string): void {
  try {
    core.saveState(name, value);
  } catch (error) {
    debug(`the post step is not told ${name}: ${errorMessage(error)}`);
  }
}
