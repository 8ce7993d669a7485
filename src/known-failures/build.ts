import type { Failure } from "./failure.ts";

/** What BuildKit says, and the programs that run in the steps of a build. */
export const BUILD: readonly Failure[] = [
  {
    code: "insufficient-scope",
    pattern: /insufficient_scope/,
    message:
      "The build was refused an image that it starts from: it is private or does not exist. Up to Cog 0.15.8, in a docker-container builder, it is the very image that was just built, looked for on Docker Hub. No token is at fault.",
    hint: "Check FROM in dockerfile; with an old cog-version, give docker/setup-buildx-action driver: docker, or remove it.",
    source: "replicate/cog issues 1631, 1654, 1718; replicate/setup-cog pull request 39",
  },
  {
    code: "pull-rate-limit",
    pattern: /toomanyrequests|429 Too Many Requests/,
    message:
      "A registry that base images come from, mostly Docker Hub, has had too many pulls from this address.",
    hint: "Run the job again later, or use a self-hosted runner with its own address. Cog pulls without logging in, so docker/login-action does not help.",
    source: "docker/hub-feedback issue 2429; replicate/cog pkg/docker/buildkit.go",
  },
  {
    code: "out-of-memory",
    pattern: /exit code: 137\b|exit status 137\b|signal: killed|cannot allocate memory/i,
    message: "A command of the build was killed, most likely because the runner ran out of memory.",
    hint: "Run the job on a larger runner, or compile less at once (MAX_JOBS=2).",
    source: "rr-/szurubooru issue 518; ethereum-optimism/optimism issue 2191",
  },
  {
    code: "python-package-missing",
    pattern:
      /ERROR: (?:No matching distribution found for|Could not find a version that satisfies)/,
    message: "pip finds no such package, or no such version of it, for the image's Python.",
    hint: "Check its name and version in python_requirements (or python_packages) against python_version in cog.yaml.",
    source: "pypa/pip documentation, pip install",
  },
  {
    code: "python-packages-conflict",
    pattern: /ResolutionImpossible|these package versions have conflicting dependencies/,
    message: "The Python packages want versions of each other that exclude one another.",
    hint: "Loosen the versions in python_requirements; the summary has pip's account of them.",
    source: "pypa/pip documentation, dependency resolution",
  },
  {
    code: "python-module-missing",
    pattern: /ModuleNotFoundError: No module named '/,
    message: "A Python program of the build imports a package that is not there, or not yet.",
    hint: "Add it to python_requirements. What needs it while it is built itself, as flash-attn needs torch, goes into build.run in cog.yaml: pip install --no-build-isolation.",
    source: "Dao-AILab/flash-attention issues 1421, 1920",
  },
  {
    code: "python-package-build",
    pattern:
      /ERROR: (?:Could not build wheels|Failed building wheel|Failed to build )|metadata-generation-failed/,
    message: "A Python package has no ready wheel for this Python, and building it failed.",
    hint: "Choose a version that has wheels for python_version, or add its compilers to system_packages in cog.yaml.",
    source: "pypa/pip documentation, pip wheel",
  },
  {
    code: "python-requirements-missing",
    pattern: /Could not open requirements file|Failed to open python_requirements file/,
    message: "The file in python_requirements is not there.",
    hint: "Give its path from cog.yaml, and check that it is committed and not in .dockerignore.",
    source: "pypa/pip documentation; replicate/cog pkg/config at 0.16.12",
  },
  {
    code: "gated-weights",
    pattern: /GatedRepoError|Cannot access gated repo|401 Client Error|Invalid user token/,
    message:
      "The build downloads something that needs a token, and has none: Cog passes no variables on.",
    hint: "Give the token as a build secret (secrets, secret-envs), and read it in build.run with a secret mount.",
    source: "replicate/cog docs/yaml.md, build.run; issue 314",
  },
  {
    code: "secret-missing",
    pattern: /\bsecret [\w.-]{1,80}:? not found/,
    message: "A step of the build mounts a secret that was not given.",
    hint: "Add it, under the same id, to secrets, secret-envs or secret-files.",
    source: "moby/buildkit, session/secrets",
  },
  {
    code: "system-package",
    pattern:
      /E: (?:Unable to locate package|Failed to fetch|Package '|Unable to fetch some archives)/,
    message: "apt could not install a package of system_packages, or of build.run.",
    hint: "Check its name for the base image's distribution, and set no-cache to true once: the cached package lists may be old.",
    source: "Debian apt; jlumbroso/free-disk-space issue 4",
  },
  {
    code: "file-not-in-context",
    pattern:
      /failed to calculate checksum of ref|failed to compute cache key: .{0,400}not found|not found in build context/,
    message: "A file that the build copies is not among the project's files.",
    hint: "Check that it is committed, below working-directory, and not excluded by .dockerignore.",
    source: "moby/buildkit, cache/contenthash",
  },
  {
    code: "dockerfile-syntax",
    pattern: /dockerfile parse error|unknown instruction:/i,
    message: "The Dockerfile has a line that Docker does not understand.",
    hint: "Mend the file in dockerfile; without it, the commands under build.run in cog.yaml.",
    source: "moby/buildkit, frontend/dockerfile/parser",
  },
  {
    code: "build-network",
    pattern:
      /Temporary failure in name resolution|Could not resolve host|connection reset by peer|ConnectionResetError|TLS handshake timeout|i\/o timeout|Read timed out|no such host|connection refused|unexpected EOF|50[0-4] (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)/i,
    message: "A download in the build failed. Builds are not tried again by this action.",
    hint: "Run the job again; if it fails at the same address, check that address.",
    source: "replicate/cog issue 1977",
  },
  {
    code: "base-image",
    pattern:
      /failed to resolve source metadata for|failed to load cache key|pull access denied|manifest unknown|no match for platform/,
    message: "An image that the build starts from can't be pulled.",
    hint: "Set use-cog-base-image to false (or true) to start from another one, or check FROM in dockerfile: Cog pulls without logging in, except from r8.im.",
    source: "replicate/cog issues 1977, 1162; replicate/cog-comfyui issue 175",
  },
  {
    code: "step-failed",
    pattern: /did not complete successfully: exit code: \d|executor failed running/,
    message: "A command of the build failed.",
    hint: "The command and its last words are in the summary: look for it under build.run, python_requirements or system_packages in cog.yaml, or in dockerfile.",
    source: "moby/buildkit, solver/llbsolver/ops/exec.go",
  },
  // A warning, which alone ends no build: anything else tells more.
  {
    code: "docker-container-driver",
    pattern: /No output specified (?:with|for) docker-container driver/,
    message:
      "The build ran in a docker-container builder, which does not hand its image to Docker.",
    hint: "Give docker/setup-buildx-action driver: docker, or remove it; a cog-version of 0.15.9 or newer does not use it.",
    source: "replicate/cog issues 1631, 1026, 1105, 300; replicate/setup-cog pull requests 36, 39",
  },
];
