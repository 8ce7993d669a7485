import type { ModelName } from "../lib/model-name.ts";
export interface Credentials {
  readonly apiToken: string | undefined;
  readonly cliAuthToken: string | undefined;
}

/** How a model is to be made when it does not exist. */
export interface Creation {
  readonly allowed: boolean;
  readonly hardware: string | undefined;
  /** Undefined: not said; a model is then made private, and an existing one is left unjudged. */
  readonly visibility: "private" | "public" | undefined;
}

export interface Metadata {
  readonly description: string | undefined;
  readonly githubUrl: string | undefined;
  readonly licenseUrl: string | undefined;
  readonly paperUrl: string | undefined;
  readonly coverImageUrl: string | undefined;
  readonly readmeFile: string | undefined;
}

/** The model that the step works on, and what was asked of it. */
export interface ModelTarget {
  /** Undefined when neither the input nor the project names one. */
  readonly model: ModelName | undefined;
  readonly credentials: Credentials;
  readonly creation: Creation;
  readonly metadata: Metadata;
}
