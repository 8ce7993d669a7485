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
  readonly registryAuth: "bearer" | "basic" | "none";
  readonly registryRefusesApiTokens: boolean;
  readonly registryTokenLifetime: number;
  readonly bundleVersion: "index" | "image";
}
