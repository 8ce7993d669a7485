import type { Failure } from "./failure.ts";

/** What BuildKit says, and the programs that run in the steps of a build. */
export const BUILD: readonly Failure[] = [
  {
    id: "insufficient-scope",
    pattern: /insufficient_scope/,
    cause:
      "The build was refused an image that it starts from: it is private or does not exist. Up to Cog 0.15.8, in a docker-container builder, it is the very image that was just built, looked for on Docker Hub. No token is at fault.",
    remedy:
      "Check FROM in dockerfile; with an old cog-version, give docker/setup-buildx-action driver: docker, or remove it.",
    source: "replicate/cog issues 1631, 1654, 1718; replicate/setup-cog pull request 39",
  },
  {
    id: "pull-rate-limit",
    pattern: /toomanyrequests|429 Too Many Requests/,
    cause:
      "A registry that base images come from, mostly Docker Hub, has had too many pulls from this address.",
    remedy:
      "Run the job again later, or use a self-hosted runner with its own address. Cog pulls without logging in, so docker/login-action does not help.",
    source: "docker/hub-feedback issue 2429; replicate/cog pkg/docker/buildkit.go",
  },
  {
    id: "out-of-memory",
    pattern: /exit code: 137\b|exit status 137\b|signal: killed|cannot allocate memory/i,
    cause: "A command of the build was killed, most likely because the runner ran out of memory.",
    remedy: "Run the job on a larger runner, or compile less at once (MAX_JOBS=2).",
    source: "rr-/szurubooru issue 518; ethereum-optimism/optimism issue 2191",
  },
  {
    id: "python-package-missing",
    pattern:
      /ERROR: (?:No matching distribution found for|Could not find a version that satisfies)/,
    cause: "pip finds no such package, or no such version of it, for the image's Python.",
    remedy:
      "Check its name and version in python_requirements (or python_packages) against python_version in cog.yaml.",
    source: "pypa/pip documentation, pip install",
  },
  {
    id: "python-packages-conflict",
    pattern: /ResolutionImpossible|these package versions have conflicting dependencies/,
    cause: "The Python packages want versions of each other that exclude one another.",
    remedy: "Loosen the versions in python_requirements; the summary has pip's account of them.",
    source: "pypa/pip documentation, dependency resolution",
  },
  {
    id: "python-module-missing",
    pattern: /ModuleNotFoundError: No module named '/,
    cause: "A Python program of the build imports a package that is not there, or not yet.",
    remedy:
      "Add it to python_requirements. What needs it while it is built itself, as flash-attn needs torch, goes into build.run in cog.yaml: pip install --no-build-isolation.",
    source: "Dao-AILab/flash-attention issues 1421, 1920",
  },
  {
    id: "python-package-build",
    pattern:
      /ERROR: (?:Could not build wheels|Failed building wheel|Failed to build )|metadata-generation-failed/,
    cause: "A Python package has no ready wheel for this Python, and building it failed.",
    remedy:
      "Choose a version that has wheels for python_version, or add its compilers to system_packages in cog.yaml.",
    source: "pypa/pip documentation, pip wheel",
  },
  {
    id: "python-requirements-missing",
    pattern: /Could not open requirements file|Failed to open python_requirements file/,
    cause: "The file in python_requirements is not there.",
    remedy: "Give its path from cog.yaml, and check that it is committed and not in .dockerignore.",
    source: "pypa/pip documentation; replicate/cog pkg/config at 0.16.12",
  },
  {
    id: "gated-weights",
    pattern: /GatedRepoError|Cannot access gated repo|401 Client Error|Invalid user token/,
    cause:
      "The build downloads something that needs a token, and has none: Cog passes no variables on.",
    remedy:
      "Give the token as a build secret (secrets, secret-envs), and read it in build.run with a secret mount.",
    source: "replicate/cog docs/yaml.md, build.run; issue 314",
  },
  {
    id: "secret-missing",
    pattern: /\bsecret [\w.-]{1,80}:? not found/,
    cause: "A step of the build mounts a secret that was not given.",
    remedy: "Add it, under the same id, to secrets, secret-envs or secret-files.",
    source: "moby/buildkit, session/secrets",
  },
  {
    id: "system-package",
    pattern:
      /E: (?:Unable to locate package|Failed to fetch|Package '|Unable to fetch some archives)/,
    cause: "apt could not install a package of system_packages, or of build.run.",
    remedy:
      "Check its name for the base image's distribution, and set no-cache to true once: the cached package lists may be old.",
    source: "Debian apt; jlumbroso/free-disk-space issue 4",
  },
  {
    id: "file-not-in-context",
    pattern:
      /failed to calculate checksum of ref|failed to compute cache key: .{0,400}not found|not found in build context/,
    cause: "A file that the build copies is not among the project's files.",
    remedy:
      "Check that it is committed, below working-directory, and not excluded by .dockerignore.",
    source: "moby/buildkit, cache/contenthash",
  },
  {
    id: "dockerfile-syntax",
    pattern: /dockerfile parse error|unknown instruction:/i,
    cause: "The Dockerfile has a line that Docker does not understand.",
    remedy: "Mend the file in dockerfile; without it, the commands under build.run in cog.yaml.",
    source: "moby/buildkit, frontend/dockerfile/parser",
  },
  {
    id: "build-network",
    pattern:
      /Temporary failure in name resolution|Could not resolve host|connection reset by peer|ConnectionResetError|TLS handshake timeout|i\/o timeout|Read timed out|no such host|connection refused|unexpected EOF|50[0-4] (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)/i,
    cause: "A download in the build failed. Builds are not tried again by this action.",
    remedy: "Run the job again; if it fails at the same address, check that address.",
    source: "replicate/cog issue 1977",
  },
  {
    id: "base-image",
    pattern:
      /failed to resolve source metadata for|failed to load cache key|pull access denied|manifest unknown|no match for platform/,
    cause: "An image that the build starts from can't be pulled.",
    remedy:
      "Set use-cog-base-image to false (or true) to start from another one, or check FROM in dockerfile: Cog pulls without logging in, except from r8.im.",
    source: "replicate/cog issues 1977, 1162; replicate/cog-comfyui issue 175",
  },
  {
    id: "step-failed",
    pattern: /did not complete successfully: exit code: \d|executor failed running/,
    cause: "A command of the build failed.",
    remedy:
      "The command and its last words are in the summary: look for it under build.run, python_requirements or system_packages in cog.yaml, or in dockerfile.",
    source: "moby/buildkit, solver/llbsolver/ops/exec.go",
  },
  // A warning, which alone ends no build: anything else tells more.
  {
    id: "docker-container-driver",
    pattern: /No output specified (?:with|for) docker-container driver/,
    cause: "The build ran in a docker-container builder, which does not hand its image to Docker.",
    remedy:
      "Give docker/setup-buildx-action driver: docker, or remove it; a cog-version of 0.15.9 or newer does not use it.",
    source: "replicate/cog issues 1631, 1026, 1105, 300; replicate/setup-cog pull requests 36, 39",
  },
];
