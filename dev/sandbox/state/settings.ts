/** Characters that a description may have; a longer one is refused, or cut without a word. */
export interface DescriptionLimit {
  readonly length: number;
  readonly longer: "refused" | "cut";
}

/** What the services go by: the options with their defaults. */
export interface Settings {
  readonly speed: number;
  readonly modelLimit: number;
  readonly requestsPerMinute: number;
  readonly predictionsPerMinute: number;
  readonly predictionBurst: number;
  readonly predictionDelay: number;
  readonly fileLimit: number;
  readonly pageSize: number;
  readonly registrationDelay: number;
  readonly deletionDelay: number;
  readonly retiresNames: boolean;
  /** Undefined: each refusal has its own. */
  readonly refusedDeletionStatus: number | undefined;
  readonly descriptionLimit: DescriptionLimit;
  readonly labelLimit: number;
  readonly redirectsBlobs: boolean;
  readonly registryAuth: "bearer" | "basic" | "none";
  readonly registryRefusesApiTokens: boolean;
  readonly registryTokenLifetime: number;
  readonly bundleVersion: "index" | "image";
}
