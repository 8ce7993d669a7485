import { failures } from "./failure.ts";

/** Errors of BuildKit, and of the programs that build steps run. */
export const BUILD = failures({
  "insufficient-scope": {
    pattern: /insufficient_scope/,
    message:
      "The build could not pull a base image: the image is private or does not exist. With Cog 0.15.8 or older in a docker-container builder, Docker looks for the image that was just built on Docker Hub. Your tokens are not the cause.",
    hint: "Check FROM in the file that dockerfile names. With an old cog-version, set `driver: docker` for docker/setup-buildx-action, or remove that step.",
    source: "replicate/cog issues 1631, 1654, 1718; replicate/setup-cog pull request 39",
  },
  "pull-rate-limit": {
    pattern: /toomanyrequests|429 Too Many Requests/,
    message:
      "The registry of a base image, usually Docker Hub, rejected the pull because of too many pulls from this IP address.",
    hint: "Run the job again later, or set runs-on to a self-hosted runner with its own IP address. Cog pulls anonymously, so docker/login-action does not help.",
    source: "docker/hub-feedback issue 2429; replicate/cog pkg/docker/buildkit.go",
  },
  "out-of-memory": {
    // The last three are of gcc and nvcc, whose own exit codes pip does not show.
    pattern:
      /exit code: 137\b|exit status 137\b|signal: killed|cannot allocate memory|Killed signal terminated program|internal compiler error: Killed|died due to signal 9\b/i,
    message: "A build command was killed, most likely because the runner ran out of memory.",
    hint: "Set runs-on to a larger runner, or reduce parallel compilation (for example, MAX_JOBS=2).",
    source:
      "rr-/szurubooru issue 518; ethereum-optimism/optimism issue 2191; triton-inference-server/server issue 3740; monero-project/monero issue 2865; NVIDIA/cudf issue 8018",
  },
  "python-package-missing": {
    pattern:
      /ERROR: (?:No matching distribution found for|Could not find a version that satisfies)|Because (?:there (?:is|are) no versions? of|\S{1,200} was not found in)/,
    message: "pip or uv could not find a package in the requested version for the image's Python.",
    hint: "Check the package name and version in python_requirements (or python_packages) against python_version in cog.yaml.",
    source: "pypa/pip documentation, pip install; astral-sh/uv documentation, resolver internals",
  },
  "python-packages-conflict": {
    pattern:
      /ResolutionImpossible|these package versions have conflicting dependencies|No solution found when resolving/,
    message: "The Python packages require conflicting versions of each other.",
    hint: "Relax the versions in python_requirements. The job summary shows the conflict that pip or uv reported.",
    source: "pypa/pip documentation, dependency resolution; seen with Cog 0.22, which uses uv",
  },
  "python-module-missing": {
    pattern: /ModuleNotFoundError: No module named '/,
    message: "A Python program in the build imports a package that is not installed yet.",
    hint: "Add the package to python_requirements. If another package needs it at build time (flash-attn needs torch), install that one under build.run in cog.yaml with `pip install --no-build-isolation`.",
    source: "Dao-AILab/flash-attention issues 1421, 1920",
  },
  "python-package-build": {
    pattern:
      /ERROR: (?:Could not build wheels|Failed building wheel|Failed to build )|metadata-generation-failed/,
    message: "A Python package has no wheel for this Python, and could not be built from source.",
    hint: "Choose a version that has wheels for python_version, or add the required compilers to system_packages in cog.yaml.",
    source: "pypa/pip documentation, pip wheel",
  },
  "python-externally-managed": {
    pattern: /externally[- ]managed/,
    message:
      "The image's Python is managed by its distribution, which does not allow pip and uv to install packages.",
    hint: "Set PIP_BREAK_SYSTEM_PACKAGES (for uv, UV_BREAK_SYSTEM_PACKAGES) to 1 in dockerfile, or use an image of Python as its base.",
    source: "PEP 668; seen with Cog 0.22",
  },
  "gated-weights": {
    pattern: /GatedRepoError|Cannot access gated repo|401 Client Error|Invalid user token/,
    message:
      "The build downloads a file that requires a token, but Cog does not pass environment variables to the build.",
    hint: "Add the token to secrets or secret-envs, and read it in build.run with a secret mount.",
    source: "replicate/cog docs/yaml.md, build.run; issue 314",
  },
  "secret-missing": {
    pattern: /\bsecret [\w.-]{1,80}:? not found/,
    message: "A build step mounts a secret that is not set.",
    hint: "Add the secret, with the same ID, to secrets, secret-envs, or secret-files.",
    source: "moby/buildkit, session/secrets",
  },
  "system-package": {
    pattern:
      /E: (?:Unable to locate package|Failed to fetch|Package '|Unable to fetch some archives)/,
    message: "apt could not install a package from system_packages or build.run.",
    hint: "Check the package name for the base image's distribution. If the name is correct, set no-cache to true once: the cached package lists may be outdated.",
    source: "Debian apt; jlumbroso/free-disk-space issue 4",
  },
  "file-not-in-context": {
    pattern:
      /failed to calculate checksum of ref|failed to compute cache key: .{0,400}not found|not found in build context/,
    message: "A file that the build copies is not in the build context.",
    hint: "Check that the file is committed, is inside working-directory, and is not excluded by .dockerignore.",
    source: "moby/buildkit, cache/contenthash",
  },
  "dockerfile-syntax": {
    pattern: /dockerfile parse error|unknown instruction:/i,
    message: "The Dockerfile contains a line that Docker cannot parse.",
    hint: "Fix the file that dockerfile names. If dockerfile is not set, fix the commands under build.run in cog.yaml.",
    source: "moby/buildkit, frontend/dockerfile/parser",
  },
  "build-network": {
    pattern:
      /Temporary failure in name resolution|Could not resolve host|connection reset by peer|ConnectionResetError|TLS handshake timeout|i\/o timeout|Read timed out|no such host|connection refused|unexpected EOF|50[0-4] (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)/i,
    message: "A download in the build failed. This action does not retry builds.",
    hint: "Run the job again. If the same download fails again, check its URL in cog.yaml or dockerfile.",
    source: "replicate/cog issue 1977",
  },
  "base-image": {
    pattern:
      /failed to resolve source metadata for|failed to load cache key|pull access denied|manifest unknown|no match for platform/,
    message: "A base image could not be pulled.",
    hint: "Set use-cog-base-image to false (or true) to use another base image, or check FROM in dockerfile. Cog pulls anonymously, except from r8.im.",
    source: "replicate/cog issues 1977, 1162; replicate/cog-comfyui issue 175",
  },
  "step-failed": {
    pattern: /did not complete successfully: exit code: \d|executor failed running/,
    message: "A build command failed.",
    hint: "Find the command and its last output in the job summary, and fix it under build.run, python_requirements, or system_packages in cog.yaml, or in dockerfile.",
    source: "moby/buildkit, solver/llbsolver/ops/exec.go",
  },
  // A warning that does not fail a build by itself, so it comes last.
  "docker-container-driver": {
    pattern: /No output specified (?:with|for) docker-container driver/,
    message:
      "The build ran in a docker-container builder, which does not load the image into Docker.",
    hint: "Set `driver: docker` for docker/setup-buildx-action, or remove that step. You can also set cog-version to 0.15.9 or newer, which does not use buildx.",
    source: "replicate/cog issues 1631, 1026, 1105, 300; replicate/setup-cog pull requests 36, 39",
  },
});
