export interface CogEnvironmentOptions {
  /** The step's environment. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** Variables that contain one of these are removed. */
  readonly tokens: readonly string[];
  /** Variables that are equal to one of these are removed. */
  readonly secrets: readonly string[];
  readonly dockerConfigDirectory: string;
  readonly registryHost: string;
  /** Image name of a bundle. Undefined: the project is not a bundle. */
  readonly bundle: string | undefined;
  readonly commit: string | undefined;
  readonly tag: string | undefined;
}

/** Variables that contain tokens, or that are for this step only. */
const PRIVATE =
  /^(INPUT_|STATE_|ACTIONS_|REPLICATE_(API|CLI_AUTH)_TOKEN$|GITHUB_(TOKEN|OUTPUT|STATE|ENV|PATH|STEP_SUMMARY)$|GH_TOKEN$)/i;

/**
 * The environment of Cog: the step's own without tokens, and with explicit settings for Cog. Cog labels the image with
 * GITHUB_SHA and GITHUB_REF_NAME, and treats the latter as a tag even if it is a branch (pkg/image/build.go). If it is
 * unset, Cog runs git.
 */
export function cogEnvironment(options: CogEnvironmentOptions): Record<string, string> {
  const { bundle, commit, tag } = options;
  const isSecret = (value: string): boolean =>
    options.secrets.includes(value) || options.tokens.some((token) => value.includes(token));
  const inherited = Object.entries(options.environment).flatMap(([name, value]) =>
    value === undefined || PRIVATE.test(name) || /^COG_MODEL/.test(name) || isSecret(value)
      ? []
      : [[name, value] as const],
  );
  const { GITHUB_SHA: _sha, GITHUB_REF_NAME: _name, ...rest } = Object.fromEntries(inherited);
  return {
    ...rest,
    DOCKER_CONFIG: options.dockerConfigDirectory,
    // The Docker CLI looks for certificates beside its configuration, Cog only here (Docker's Go SDK,
    // client.WithTLSClientConfigFromEnv).
    ...(rest["DOCKER_TLS_VERIFY"] && {
      DOCKER_CERT_PATH: rest["DOCKER_CERT_PATH"] || options.dockerConfigDirectory,
    }),
    COG_REGISTRY_HOST: options.registryHost,
    COG_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
    BUILDKIT_PROGRESS: "plain",
    // Up to 0.15.8, Cog builds with `docker buildx` and fails with the docker-container driver that
    // docker/setup-buildx-action selects (replicate/cog issues 1631, 1654).
    BUILDX_BUILDER: "default",
    ...(bundle !== undefined && { COG_MODEL: bundle }),
    ...(commit !== undefined && { GITHUB_SHA: commit }),
    ...(tag !== undefined && { GITHUB_REF_NAME: tag }),
  };
}
