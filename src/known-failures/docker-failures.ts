import type { Failure } from "./failure.ts";

/** Errors of the Docker daemon, its CLI, and its credential helpers, in a build or a push. */
export const DOCKER: readonly Failure[] = [
  {
    code: "docker-permission",
    pattern: /permission denied while trying to connect to the docker/i,
    message: "The runner's user does not have permission to use the Docker daemon.",
    hint: "Add the user to the docker group on the self-hosted runner (runs-on). Do not run Cog with sudo.",
    source: "docker/docs, Linux post-installation steps; replicate/cog issue 559",
  },
  {
    code: "docker-down",
    pattern:
      /Cannot connect to the Docker daemon|error pinging docker daemon|Is the docker daemon running\?/,
    message: "Cog could not connect to the Docker daemon.",
    hint: "Set runs-on to a Linux runner with Docker (ubuntu-latest), start the daemon, or set DOCKER_HOST to a running one.",
    source: "replicate/cog pkg/docker/docker.go; seen with Cog 0.9 to 0.22",
  },
  {
    code: "docker-gone",
    pattern:
      /failed to receive status: rpc error: code = Unavailable|error reading from server: EOF/,
    message:
      "The Docker daemon stopped during the build: it crashed, was restarted, or ran out of memory.",
    hint: "Set runs-on to a larger runner. On a self-hosted runner, check the daemon's log (journalctl --unit docker).",
    source:
      "seen with Cog 0.16.12 on Docker 20.10 and Cog 0.22 on Docker 28.5, their daemons killed",
  },
  {
    code: "docker-api-version",
    pattern: /client version [\d.]{1,8} is too (?:new|old)/,
    message: "Cog and the Docker daemon do not support a common Docker API version.",
    hint: "Update Docker on the runner, or set DOCKER_API_VERSION to the version that the message names.",
    source: "seen with Cog 0.22 and DOCKER_API_VERSION",
  },
  {
    code: "docker-cli-missing",
    pattern: /exec: "docker": executable file not found/,
    message: "Cog 0.15.8 and older require the Docker CLI, which is not installed on the runner.",
    hint: "Install the Docker CLI with buildx, or set cog-version to 0.15.9 or newer.",
    source: "replicate/cog pkg/docker; seen with Cog 0.9 to 0.14",
  },
  {
    code: "buildx-missing",
    pattern:
      /unknown flag: --(?:cache-to|provenance|load)\b|buildx component is missing|'buildx' is not a docker command/,
    message: "Cog 0.15.8 and older require docker buildx, which is not installed on the runner.",
    hint: "Install the docker-buildx plugin for all users, or set cog-version to 0.15.9 or newer.",
    source: "replicate/cog README, pkg/docker/docker_command.go; seen with Cog 0.14.12",
  },
  {
    code: "docker-too-old",
    pattern: /library\/cog_build\b/,
    message: "Docker is too old for this version of Cog: it does not support named build contexts.",
    hint: "Update Docker to 23 or newer, or set cog-version to 0.19.3.",
    source: "seen with Cog 0.22 on Docker 20.10.24; replicate/cog pkg/image/build.go",
  },
  {
    code: "credential-helper",
    pattern: /docker-credential-[\w-]{1,60}|error getting credentials/,
    message: "A credential helper in the Docker configuration failed.",
    hint: "Remove credsStore and credHelpers from the runner's ~/.docker/config.json, or install the helper. r8.im does not need one.",
    source: "replicate/cog issues 842, 188; replicate/cog-comfyui issue 175",
  },
  {
    code: "exec-format",
    pattern: /exec format error/,
    message:
      "A program in the image is for a different CPU architecture: Replicate runs linux/amd64.",
    hint: "Set runs-on to an x64 runner, or set up QEMU on the arm64 runner and use base images for linux/amd64.",
    source: "replicate/cog issue 788, pull request 2827",
  },
  {
    code: "reference-format",
    pattern: /invalid reference format/,
    message: "The image name is not a valid Docker image name.",
    hint: "Set model, and image in cog.yaml, to owner/name in lowercase.",
    source: "seen with Cog 0.22 and an upper-case name",
  },
  {
    code: "image-gone",
    pattern: /tag does not exist|An image does not exist locally with the tag/,
    message: "The image was removed between the build and the push.",
    hint: "Check that no other process on the runner prunes images, and that DOCKER_HOST is the same for the build and the push.",
    source: "replicate/cog pkg/docker/errors.go, isTagNotFoundError",
  },
  {
    code: "certificate",
    pattern: /x509: certificate/,
    message:
      "A TLS certificate is not trusted. The usual cause is a proxy between the runner and the internet.",
    hint: "Install the proxy's certificate on the runner and for its Docker daemon. To use it in the build as well, set COG_CA_CERT (cog-version 0.16.10 or newer).",
    source: "replicate/cog docs/environment.md, COG_CA_CERT",
  },
];
