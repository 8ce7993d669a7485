export interface CogEnvironmentOptions {
  /** The step's own environment. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** Tokens: no variable that holds one, alone or within an address, is passed on. */
  readonly tokens: readonly string[];
  /** Secrets of the build: no variable that is one is passed on. */
  readonly secrets: readonly string[];
  readonly dockerConfigDirectory: string;
  readonly registryHost: string;
  /** Image name when the project is pushed as a bundle. */
  readonly bundle: string | undefined;
  readonly commit: string | undefined;
  readonly tag: string | undefined;
}

/** Variables that hold tokens, or what only this step is meant to read. */
const PRIVATE =
  /^(INPUT_|STATE_|ACTIONS_|REPLICATE_(API|CLI_AUTH)_TOKEN$|GITHUB_(TOKEN|OUTPUT|STATE|ENV|PATH|STEP_SUMMARY)$|GH_TOKEN$)/i;

/**
 * The environment that Cog runs in: the user's own, without tokens, and with what Cog reads set on
 * purpose. Cog labels the image with GITHUB_SHA and GITHUB_REF_NAME and takes the latter for a tag
 * whatever it is (pkg/image/build.go); when it is unset, Cog asks git.
 */
export function cogEnvironment(surroundings: CogEnvironmentOptions): Record<string, string> {
  const { bundle, commit, tag } = surroundings;
  const isSecret = (value: string): boolean =>
    surroundings.secrets.includes(value) ||
    surroundings.tokens.some((token) => value.includes(token));
  const inherited = Object.entries(surroundings.environment).flatMap(([name, value]) =>
    value === undefined || PRIVATE.test(name) || /^COG_MODEL/.test(name) || isSecret(value)
      ? []
      : [[name, value] as const],
  );
  const { GITHUB_SHA: _sha, GITHUB_REF_NAME: _name, ...rest } = Object.fromEntries(inherited);
  return {
    ...rest,
    DOCKER_CONFIG: surroundings.dockerConfigDirectory,
    // The docker program looks for its certificates beside its configuration, Cog only where this says
    // (Docker's Go SDK, client.WithTLSClientConfigFromEnv).
    ...(rest["DOCKER_TLS_VERIFY"] && {
      DOCKER_CERT_PATH: rest["DOCKER_CERT_PATH"] || surroundings.dockerConfigDirectory,
    }),
    COG_REGISTRY_HOST: surroundings.registryHost,
    COG_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
    BUILDKIT_PROGRESS: "plain",
    // Up to 0.15.8 Cog builds with `docker buildx`, and fails with the docker-container driver that
    // docker/setup-buildx-action selects (replicate/cog issues 1631, 1654).
    BUILDX_BUILDER: "default",
    ...(bundle !== undefined && { COG_MODEL: bundle }),
    ...(commit !== undefined && { GITHUB_SHA: commit }),
    ...(tag !== undefined && { GITHUB_REF_NAME: tag }),
  };
}
