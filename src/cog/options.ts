import type { Problem } from "../lib/errors.ts";

/** A build secret: its content, or the file that contains it. */
export interface BuildSecret {
  readonly id: string;
  readonly source: { readonly content: string } | { readonly file: string };
}

/** The options of `cog push`. Undefined: Cog's default. */
export interface BuildOptions {
  readonly noCache: boolean;
  readonly separateWeights: boolean;
  readonly useCogBaseImage: boolean | undefined;
  readonly useCudaBaseImage: "auto" | "true" | "false" | undefined;
  readonly dockerfile: string | undefined;
  readonly openapiSchema: string | undefined;
  readonly progress: "auto" | "plain" | "quiet";
  readonly secrets: readonly BuildSecret[];
}

export interface CogSource {
  /** An exact version, `latest`, or a semver range. */
  readonly version: string;
  readonly mirror: string;
  /** To list the releases for a range. */
  readonly githubToken: string | undefined;
  /** Problems of the inputs above, without which no Cog can be installed. */
  readonly problems: readonly Problem[];
}
