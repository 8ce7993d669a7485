import * as core from "@actions/core";
import { writeRunnerFile } from "./runner-file.ts";

/** How the step ended. */
export type Status =
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
export interface Outputs {
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
export interface DiscoverOutputs {
  /** JSON. */
  readonly matrix: string;
  /** JSON: the jobs that `matrix` has no room for. */
  readonly "matrix-2": string;
  readonly any: boolean;
  readonly count: number;
}

/** The outputs of collect/action.yml. */
export interface CollectOutputs {
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
