import type { Problem } from "../lib/errors.ts";
import type { ModelName } from "../lib/model-name.ts";

/** The tokens for Replicate; undefined where the workflow sets none. */
export interface Credentials {
  readonly apiToken: string | undefined;
  readonly cliAuthToken: string | undefined;
  /** Problems of tokens that are set, and not valid: nothing can be asked without them. */
  readonly problems: readonly Problem[];
}

/** How to create a model that does not exist. */
export interface Creation {
  readonly allowed: boolean;
  readonly hardware: string | undefined;
  /** Undefined: a new model is private, and an existing one is not compared. */
  readonly visibility: "private" | "public" | undefined;
}

/** Metadata to set; undefined fields are left as they are. */
export interface Metadata {
  readonly description: string | undefined;
  readonly githubUrl: string | undefined;
  readonly licenseUrl: string | undefined;
  readonly paperUrl: string | undefined;
  readonly weightsUrl: string | undefined;
  readonly coverImageUrl: string | undefined;
  /** Relative to working-directory. */
  readonly readmeFile: string | undefined;
}

export type ModelChoice =
  | { readonly kind: "named"; readonly name: ModelName }
  /** Neither the input nor the project names one. */
  | { readonly kind: "unnamed"; readonly problems: readonly Problem[] };

/** The model that the step works on, and its settings. */
export interface ModelTarget {
  readonly model: ModelChoice;
  readonly credentials: Credentials;
  readonly creation: Creation;
  readonly metadata: Metadata;
}
