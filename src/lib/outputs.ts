import * as core from "@actions/core";
import { errorMessage, wrapError } from "./errors.ts";
import { debug } from "./log.ts";

/** How the step ended. */
type Status =
  | "pushed"
  | "promoted"
  | "ensured"
  | "unchanged"
  | "dry-run"
  | "built"
  | "tested"
  | "skipped"
  | "deleted"
  | "failed";

/** The outputs of action.yml, by their names there. */
interface Outputs {
  readonly version: string;
  readonly image: string;
  readonly digest: string;
  readonly model: string;
  readonly "model-url": string;
  readonly "version-url": string;
  readonly "model-created": boolean;
  readonly changed: boolean;
  readonly "previous-version": string;
  readonly "cog-version": string;
  /** Bytes, compressed. */
  readonly "image-size": number;
  readonly preview: boolean;
  readonly booted: boolean;
  readonly "schema-changes": "none" | "compatible" | "breaking" | "unknown";
  /** JSON. */
  readonly tests: string;
  /** Path of the HTML page with the results. */
  readonly report: string;
  readonly "deployment-release": number;
  readonly "deployment-previous-version": string;
  readonly status: Status;
}

/** The outputs of discover/action.yml. */
interface DiscoverOutputs {
  /** JSON. */
  readonly matrix: string;
  /** JSON: the jobs that `matrix` has no room for. */
  readonly "matrix-2": string;
  readonly any: boolean;
  readonly count: number;
}

/** The outputs of collect/action.yml. */
interface CollectOutputs {
  /** JSON. */
  readonly versions: string;
  /** JSON. */
  readonly missing: string;
  readonly complete: boolean;
}

/**
 * Writes outputs, as soon as each is known: those that were written stay when the step fails later.
 * @throws {ActionError} when they can't be written: the steps that follow would go on without them.
 */
export function setOutputs(
  outputs:
    | { readonly [K in keyof Outputs]?: Outputs[K] | undefined }
    | DiscoverOutputs
    | CollectOutputs,
): void {
  for (const [name, value] of Object.entries(outputs))
    if (value !== undefined)
      writeRunnerFile("GITHUB_OUTPUT", () => core.setOutput(name, String(value)));
}

/**
 * Writes to one of the runner's files.
 * @param variable with the path of the file.
 * @throws {ActionError} when it is not writable.
 */
export function writeRunnerFile(
  variable: "GITHUB_OUTPUT" | "GITHUB_STATE",
  write: () => void,
): void {
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
