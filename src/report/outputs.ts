import * as core from "@actions/core";

/** How the step ended. */
export type Status = "pushed" | "ensured" | "dry-run" | "skipped" | "deleted" | "failed";

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
  readonly status: Status;
}

/** Writes outputs, as soon as each is known: those that were written stay when the step fails later. */
export function setOutputs(
  outputs: { readonly [K in keyof Outputs]?: Outputs[K] | undefined },
): void {
  for (const [name, value] of Object.entries(outputs))
    if (value !== undefined) core.setOutput(name, String(value));
}
