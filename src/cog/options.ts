/** A secret of the build: its content, or the file that holds it. */
export interface BuildSecret {
  readonly id: string;
  readonly source: { readonly content: string } | { readonly file: string };
}

/** What `cog push` is asked to do with the project. Undefined: left to Cog. */
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

/** Which Cog, and where it comes from. */
export interface CogSource {
  /** An exact version, `latest`, or a semver range. */
  readonly version: string;
  readonly mirror: string;
  /** For the list of releases that a range needs. */
  readonly githubToken: string | undefined;
}
