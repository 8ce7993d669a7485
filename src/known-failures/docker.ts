import type { Failure } from "./failure.ts";

/** What Docker's daemon, its CLI and its credential helpers say, in a build and in a push. */
export const DOCKER: readonly Failure[] = [
  {
    code: "docker-permission",
    pattern: /permission denied while trying to connect to the docker/i,
    message: "The runner's user may not use the Docker daemon.",
    hint: "Add the user to the group docker on the self-hosted runner. Never run Cog with sudo.",
    source: "docker/docs, Linux post-installation steps; replicate/cog issue 559",
  },
  {
    code: "docker-down",
    pattern:
      /Cannot connect to the Docker daemon|error pinging docker daemon|Is the docker daemon running\?/,
    message: "No Docker daemon answers Cog.",
    hint: "Run the job on a Linux runner with Docker (runs-on: ubuntu-latest), start its daemon, or point DOCKER_HOST at one.",
    source: "replicate/cog pkg/docker/docker.go; seen with Cog 0.9 to 0.22",
  },
  {
    code: "docker-gone",
    pattern:
      /failed to receive status: rpc error: code = Unavailable|error reading from server: EOF/,
    message:
      "The Docker daemon ended during the build: it crashed, was restarted, or the machine ran out of memory.",
    hint: "Run the job on a larger runner; on one of your own, look at the daemon's log (journalctl --unit docker).",
    source:
      "seen with Cog 0.16.12 on Docker 20.10 and Cog 0.22 on Docker 28.5, their daemons killed",
  },
  {
    code: "docker-api-version",
    pattern: /client version [\d.]{1,8} is too (?:new|old)/,
    message: "Cog and the Docker daemon speak no common version of Docker's API.",
    hint: "Update Docker on the runner, or set DOCKER_API_VERSION to what the message names.",
    source: "seen with Cog 0.22 and DOCKER_API_VERSION",
  },
  {
    code: "docker-cli-missing",
    pattern: /exec: "docker": executable file not found/,
    message: "Up to 0.15.8 Cog runs the docker program, and the runner has none.",
    hint: "Install Docker's CLI with buildx, or set cog-version to 0.15.9 or newer.",
    source: "replicate/cog pkg/docker; seen with Cog 0.9 to 0.14",
  },
  {
    code: "buildx-missing",
    pattern:
      /unknown flag: --(?:cache-to|provenance|load)\b|buildx component is missing|'buildx' is not a docker command/,
    message: "Up to 0.15.8 Cog builds through docker buildx, and the runner has none.",
    hint: "Install the docker-buildx plugin for all users, or set cog-version to 0.15.9 or newer.",
    source: "replicate/cog README, pkg/docker/docker_command.go; seen with Cog 0.14.12",
  },
  {
    code: "docker-too-old",
    pattern: /library\/cog_build\b/,
    message: "Docker is too old for this Cog: it takes a named build context for an image.",
    hint: "Update Docker to 23 or newer, or set cog-version to 0.19.3.",
    source: "seen with Cog 0.22 on Docker 20.10.24; replicate/cog pkg/image/build.go",
  },
  {
    code: "credential-helper",
    pattern: /docker-credential-[\w-]{1,60}|error getting credentials/,
    message: "A credential helper that the Docker configuration names fails.",
    hint: "Remove credsStore and credHelpers from the runner's ~/.docker/config.json, or install the helper. r8.im needs none here.",
    source: "replicate/cog issues 842, 188; replicate/cog-comfyui issue 175",
  },
  {
    code: "exec-format",
    pattern: /exec format error/,
    message: "Something in the image is for another processor: Replicate runs linux/amd64.",
    hint: "Use an x64 runner, or set up QEMU on the arm64 one, and base images for linux/amd64.",
    source: "replicate/cog issue 788, pull request 2827",
  },
  {
    code: "reference-format",
    pattern: /invalid reference format/,
    message: "The name of the image is none that Docker takes.",
    hint: "Write model, and image in cog.yaml, in lower case: owner/name.",
    source: "seen with Cog 0.22 and an upper-case name",
  },
  {
    code: "image-gone",
    pattern: /tag does not exist|An image does not exist locally with the tag/,
    message: "The image that was built is not there any more when it is to be pushed.",
    hint: "Check that nothing else on the runner prunes images, and that DOCKER_HOST is the same for build and push.",
    source: "replicate/cog pkg/docker/errors.go, isTagNotFoundError",
  },
  {
    code: "certificate",
    pattern: /x509: certificate/,
    message: "A certificate is not trusted: mostly a proxy between the runner and the internet.",
    hint: "Install the proxy's certificate on the runner and for its Docker daemon; COG_CA_CERT brings it into the build (cog-version 0.16.10).",
    source: "replicate/cog docs/environment.md, COG_CA_CERT",
  },
];
