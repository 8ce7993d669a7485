import { completeAddress, DEFAULT_HOST } from "../docker/client.ts";
import { childEnvironment } from "../lib/child-environment.ts";

export interface CogEnvironmentOptions {
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly dockerConfigDirectory: string;
  readonly registryHost: string;
  /** Image name of a bundle. Undefined: the project is not a bundle. */
  readonly bundle: string | undefined;
  readonly commit: string | undefined;
  readonly tag: string | undefined;
}

/** Variables that only the plan sets. */
const OURS = /^(COG_MODEL|GITHUB_SHA$|GITHUB_REF_NAME$)/;

/**
 * The environment of Cog: the step's own without tokens, and with explicit settings for Cog. It keeps other variables
 * for the credential helpers of Docker that Cog runs. Cog labels the image with
 * GITHUB_SHA and GITHUB_REF_NAME, and treats the latter as a tag even if it is a branch (pkg/image/build.go). If it is
 * unset, Cog runs git.
 */
export function cogEnvironment(options: CogEnvironmentOptions): Record<string, string> {
  const { bundle, commit, tag } = options;
  const inherited = Object.entries(childEnvironment(options.environment, "unknown"));
  const rest = Object.fromEntries(inherited.filter(([name]) => !OURS.test(name)));
  return {
    ...rest,
    ...gitSettings(Number(rest["GIT_CONFIG_COUNT"]) || 0),
    DOCKER_CONFIG: options.dockerConfigDirectory,
    // The Docker CLI looks for certificates next to its configuration, Cog only here (Docker's Go SDK,
    // client.WithTLSClientConfigFromEnv).
    ...(rest["DOCKER_TLS_VERIFY"] && {
      DOCKER_CERT_PATH: rest["DOCKER_CERT_PATH"] || options.dockerConfigDirectory,
    }),
    ...(rest["DOCKER_HOST"] && { DOCKER_HOST: completeAddress(rest["DOCKER_HOST"]) }),
    // The CLI's own context has no file, and Cog fails without it (pkg/docker/host.go; seen with 0.22).
    ...(rest["DOCKER_CONTEXT"] === "default" &&
      !rest["DOCKER_HOST"] && { DOCKER_HOST: DEFAULT_HOST }),
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

/**
 * Settings for git as Cog runs it, after those that are in the environment already (git-config, GIT_CONFIG_COUNT; git
 * 2.31 or newer): `git describe --dirty` would run programs that the repository's configuration names.
 */
function gitSettings(count: number): Record<string, string> {
  return {
    [`GIT_CONFIG_KEY_${count}`]: "core.fsmonitor",
    [`GIT_CONFIG_VALUE_${count}`]: "false",
    [`GIT_CONFIG_KEY_${count + 1}`]: "core.hooksPath",
    [`GIT_CONFIG_VALUE_${count + 1}`]: "/dev/null",
    GIT_CONFIG_COUNT: String(count + 2),
  };
}
