import type { Problem } from "../lib/errors.ts";
import { type FailureText, failures } from "./failure.ts";

const UNAVAILABLE: FailureText = {
  pattern:
    /Cannot connect to the Docker daemon|error pinging docker daemon|Is the docker daemon running\?|: connect E(?:NOENT|CONNREFUSED)\b/,
  message: "Could not connect to a Docker daemon.",
  hint: "Set runs-on to a Linux runner with Docker (ubuntu-latest), start its daemon, or set DOCKER_HOST to a running one.",
  source: "replicate/cog pkg/docker/docker.go; seen with Cog 0.9 to 0.22 and the Docker CLI 28.5",
};

/**
 * Errors of the Docker daemon, its CLI, and its credential helpers, in a build or a push. The first ones also occur in
 * the preflight, from the Docker CLI or from Node.
 */
export const DOCKER = failures({
  "docker-permission": {
    pattern:
      /permission denied while trying to connect to the docker|^unix:\S{1,4000}: connect EACCES/i,
    message: "The step's user does not have permission to use the Docker daemon.",
    hint: "Add the user to the docker group on the self-hosted runner (runs-on). In a container job, remove `--user` from options. Do not run Cog with sudo.",
    source:
      "docker/docs, Linux post-installation steps; replicate/cog issue 559; seen with Cog 0.22 and the Docker CLI 28.5",
  },
  "docker-context": {
    pattern: /\bcontext not found\b|is not found on the file system|^the Docker context "/,
    message: "The Docker context does not exist.",
    hint: "Set DOCKER_CONTEXT to a context of `docker context ls`, or remove it, and currentContext from ~/.docker/config.json.",
    source: "seen with Cog 0.22 and the Docker CLI 28.5; docker/cli cli/command/cli.go at 20.10",
  },
  "docker-tls": {
    pattern:
      /could not read CA certificate|could not load X509 key pair|docker endpoint: open \S{1,4000}\.pem: |error during connect: .{1,300}(?:\btls: |\bx509: |HTTPS client)|sent an HTTP request to an HTTPS server|^(?:tcp|https):\/\/\S{1,400}: .{0,400}(?:\.pem\b|certificate|EPROTO|TLS connection)/i,
    message: "The TLS connection to the Docker daemon could not be set up.",
    hint: "Set DOCKER_CERT_PATH to a directory with ca.pem, cert.pem, and key.pem for the daemon in DOCKER_HOST, or remove DOCKER_TLS_VERIFY.",
    source:
      "docker/docs, Protect the Docker daemon socket; seen with Cog 0.22 and the Docker CLI 28.5",
  },
  "docker-host-invalid": {
    pattern: /unable to parse docker host|^\S{1,400}: Invalid URL$/,
    message: "The address of the Docker daemon is not valid.",
    hint: "Set DOCKER_HOST to an address such as unix:///var/run/docker.sock or tcp://host:2375.",
    source: "seen with Cog 0.22 and DOCKER_HOST=foo",
  },
  "docker-gone": {
    pattern:
      /failed to receive status: rpc error: code = Unavailable|error reading from server: EOF/,
    message: "The Docker daemon crashed, was restarted, or ran out of memory during the build.",
    hint: "Set runs-on to a larger runner. On a self-hosted runner, check the daemon's log (journalctl --unit docker).",
    source:
      "seen with Cog 0.16.12 on Docker 20.10 and Cog 0.22 on Docker 28.5, their daemons killed",
  },
  "docker-api-version": {
    pattern: /client version [\d.]{1,8} is too (?:new|old)|unable to upgrade to h2c, received 400/,
    message: "The Docker daemon does not support this version of the Docker API.",
    hint: "Remove DOCKER_API_VERSION, or set it to a version that the daemon supports. If it is not set, update Docker on the runner.",
    source: "seen with Cog 0.22 and the Docker CLI 28.5 and DOCKER_API_VERSION",
  },
  "docker-unavailable": UNAVAILABLE,
  "engine-without-buildkit": {
    pattern: /unable to upgrade to h2c, received (?:404|501)/,
    message:
      "The container engine has no BuildKit, which Cog 0.15.9 and newer require. It may be Podman.",
    hint: "Set runs-on to a Linux runner with Docker, or set DOCKER_HOST to a Docker daemon.",
    source: "containers/podman issues 17836, 11874; seen with Cog 0.22",
  },
  "buildx-missing": {
    pattern:
      /exec: "docker": executable file not found|unknown flag: --(?:cache-to|provenance|load)\b|buildx component is missing|'buildx' is not a docker command/,
    message: "The runner has no Docker CLI with buildx, which Cog 0.15.8 and older require.",
    hint: "Install the Docker CLI and the docker-buildx plugin for all users, or set cog-version to 0.15.9 or newer.",
    source: "replicate/cog README, pkg/docker/docker_command.go; seen with Cog 0.9 to 0.14",
  },
  "docker-too-old": {
    pattern: /library\/cog_build\b/,
    message: "Docker is too old for this version of Cog: it does not support named build contexts.",
    hint: "Update Docker to 23 or newer, or set cog-version to 0.19.3.",
    source: "seen with Cog 0.22 on Docker 20.10.24; replicate/cog pkg/image/build.go",
  },
  "credential-helper": {
    pattern: /docker-credential-[\w-]{1,60}|error getting credentials/,
    message: "A credential helper in the Docker configuration failed.",
    hint: "Remove credsStore and credHelpers from the runner's ~/.docker/config.json, or install the helper. r8.im does not need one.",
    source: "replicate/cog issues 842, 188; replicate/cog-comfyui issue 175",
  },
  "exec-format": {
    pattern: /exec format error/,
    message: "A program in the image is for another CPU architecture: Replicate runs linux/amd64.",
    hint: "Set runs-on to an x64 runner, or set up QEMU on the arm64 runner and use base images for linux/amd64.",
    source: "replicate/cog issue 788, pull request 2827",
  },
  "image-gone": {
    pattern: /tag does not exist|An image does not exist locally with the tag/,
    message: "The image was removed between the build and the push.",
    hint: "Check that no other process on the runner prunes images, and that DOCKER_HOST is the same for the build and the push.",
    source: "replicate/cog pkg/docker/errors.go, isTagNotFoundError",
  },
  certificate: {
    pattern:
      /x509: certificate|CERTIFICATE_VERIFY_FAILED|SSL certificate problem|server certificate verification failed|self.signed.cert(?:ificate)?.in.cert(?:ificate)?.chain/i,
    message:
      "A TLS certificate is not trusted. The usual cause is a proxy between the runner and the internet that intercepts TLS.",
    hint: "Install the proxy's certificate on the runner and restart its Docker daemon. Set NODE_EXTRA_CA_CERTS (this action), SSL_CERT_FILE (Cog), and COG_CA_CERT (the build, with cog-version 0.16.10 or newer) to its file.",
    source:
      "replicate/cog docs/environment.md, COG_CA_CERT; Node.js documentation, NODE_EXTRA_CA_CERTS; Go documentation, crypto/x509",
  },
});

/**
 * Explains why no Docker daemon could be used.
 * @param reason text of the Docker CLI, or of the connection to the engine.
 */
export function explainDocker(reason: string): Problem {
  const known = DOCKER.find(({ pattern }) => pattern.test(reason));
  const { code, message, hint } = known ?? { code: "docker-unavailable", ...UNAVAILABLE };
  return { code, message: `${message} The error was: "${reason}".`, hint };
}
