import type { Stage } from "../../../src/known-failures/catalogue.ts";

/** A literal line of output, and what it is known as. */
export type FailureSample = readonly [stage: Stage, id: string, line: string];

const OWNER = "If the model already exists, you may be getting this error";

/** Cog's own messages, release by release (its source at the tags, and runs of its real releases). */
export const COG_SAMPLES: readonly FailureSample[] = [
  [
    "build",
    "cli-token-refused",
    "ⅹ That looks like a Replicate API token, not a CLI auth token. Please fetch a token from https://replicate.com/auth/token to log in!",
  ],
  [
    "build",
    "cli-token-refused",
    "that looks like a Replicate API token, not a CLI auth token. Please fetch a token from https://replicate.com/auth/token to log in",
  ],
  ["build", "cli-token-refused", "user does not exist"],
  ["build", "cli-token-refused", "ⅹ User does not exist"],
  ["build", "cli-token-refused", "failed to verify token, got status 500"],
  ["build", "cli-token-refused", "token is empty"],
  [
    "build",
    "cli-token-refused",
    "failed to read token from stdin: open /dev/stdin: no such device or address",
  ],
  [
    "push",
    "model-missing",
    "Unable to find existing Replicate model for r8.im/acme/hotdog. Go to replicate.com and create a new model before pushing.",
  ],
  [
    "build",
    "model-missing",
    "ⅹ Unable to find Replicate existing model for r8.im/acme/hotdog. Go to replicate.com and create a new model before pushing.",
  ],
  [
    "build",
    "no-image-name",
    "To push images, you must either set the 'image' option in cog.yaml or pass an image name as an argument. For example, 'cog push registry.example.com/your-username/model-name'",
  ],
  ["build", "model-and-image", "invalid model: 'model' and 'image' cannot both be set"],
  [
    "build",
    "image-name-invalid",
    'invalid model "127.0.0.1:5000/acme/hello:v1": must be a bare repository — tags and digests are not allowed',
  ],
  ["build", "model-and-image", "positional image argument not supported with 'model' config"],
  ["build", "model-and-image", "'image' in cog.yaml cannot be combined with COG_MODEL* env vars"],
  [
    "build",
    "image-name-invalid",
    'invalid COG_MODEL_TAG "cog-1": "cog-" is a reserved prefix — choose a different tag',
  ],
  [
    "build",
    "image-name-invalid",
    "image build failed: Failed to build Docker image: failed to solve: refusing to create a tag with a digest reference",
  ],
  [
    "build",
    "weights-not-imported",
    "weight \"x\" not found in registry (acme/hotdog); run 'cog weights import' to push weights first",
  ],
  [
    "push",
    "weights-not-imported",
    "weight \"x\" not found in registry (acme/hotdog); run 'cog weights import' to push weights first",
  ],
  ["build", "weights-not-imported", "weights.lock is out of sync with cog.yaml:"],
  ["build", "weights-not-imported", "Run 'cog weights import' to update."],
  [
    "build",
    "weights-not-imported",
    "cog.yaml declares weights but no repository was resolved; set 'model' in cog.yaml, or export COG_MODEL / COG_MODEL_REPO",
  ],
  ["build", "weights-not-imported", "weights.lock not found (run 'cog weights import' first)"],
  ["build", "unknown-flag", "ⅹ unknown shorthand flag: 'f' in -f"],
  ["build", "unknown-flag", "unknown flag: --json"],
  [
    "build",
    "exclusive-flags",
    "The flags --use-cog-base-image and --dockerfile are mutually exclusive: you can only set one of them.",
  ],
  ["build", "not-a-cog-image", "ⅹ This image doesn't look like it was built with Cog"],
  [
    "build",
    "two-pushes-in-one-directory",
    "image build failed: Failed to add labels to image: Failed to add labels to image: open /srv/hello/.cog/build/Dockerfile: no such file or directory",
  ],
  [
    "build",
    "bundled-schema",
    "ⅹ failed to store bundled schema file .cog/openapi_schema.json: open .cog/openapi_schema.json: no such file or directory",
  ],
  [
    "build",
    "glibc",
    "cog: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by cog)",
  ],
  [
    "build",
    "config-not-found",
    "cog.yaml not found in /srv/lab/t/noyaml (or in any parent directories)",
  ],
  [
    "build",
    "config-not-found",
    "ⅹ cog.yaml does not exist in /work. Are you in the right directory?",
  ],
  [
    "build",
    "config-format",
    "failed to parse cog.yaml: invalid YAML: yaml: while scanning a quoted scalar at line 2, column 19: line 4: found unexpected end of stream",
  ],
  [
    "build",
    "config-format",
    "ⅹ Failed to parse config yaml: yaml: line 4: found unexpected end of stream",
  ],
  ["build", "config-format", "ⅹ There is a problem in your cog.yaml file. "],
  ["build", "config-format", "ⅹ Additional property foo is not allowed."],
  ["build", "config-format", 'schema error in "cog.yaml": Must not validate the schema (not)'],
  ["build", "config-format", "invalid run: only one of run or predict can be set"],
  [
    "build",
    "config-format",
    "invalid predict \"predict.py\": must be in the form 'predict.py:Predictor'",
  ],
  ["build", "config-format", "ⅹ 'predict' in cog.yaml must be in the form 'predict.py:Predictor"],
  [
    "build",
    "config-format",
    'invalid build.python_version: python_version is required. Add it to the build section of your cog.yaml, e.g. `python_version: "3.13"`',
  ],
  [
    "build",
    "predictor-missing",
    "image build failed: image build failed: failed to read predictor source /src/nothere.py: open /src/nothere.py: no such file or directory",
  ],
  [
    "build",
    "predictor-missing",
    "image build failed: image build failed: no predict or train reference found in cog.yaml",
  ],
  [
    "build",
    "predictor-missing",
    "ValueError: Can't run predictions: 'predict' option not found in cog.yaml",
  ],
  ["build", "predictor-does-not-load", "Error while loading predictor:"],
  ["build", "predictor-does-not-load", "ⅹ Failed to get type signature: exit status 1"],
  ["build", "schema-invalid", "ⅹ Model schema is invalid: exit status 1"],
  [
    "build",
    "base-image-digest",
    "ⅹ Failed to get last layer digest for cog base image: unexpected status code 401",
  ],
  [
    "build",
    "cuda-unknown",
    "cog doesn't know what CUDA version is compatible with torch==9.0.0. You might need to upgrade Cog: https://github.com/replicate/cog#upgrade",
  ],
  ["build", "cuda-unknown", "CUDA 99.9 is not supported by Cog"],
  [
    "build",
    "python-version",
    'invalid build.python_version "3.6": minimum supported Python version is 3.10',
  ],
  ["build", "predictor-not-found", "image build failed: image build failed: Predictor"],
  [
    "build",
    "predictor-not-found",
    "image build failed: image build failed: Predictor must define run() or predict()",
  ],
  [
    "build",
    "predictor-not-found",
    "image build failed: image build failed: Predictor.train not found",
  ],
  ["build", "predictor-types", "image build failed: image build failed: predict"],
  [
    "build",
    "predictor-types",
    "image build failed: image build failed: parameter 'text' on predict has no type annotation",
  ],
  [
    "build",
    "predictor-types",
    "image build failed: image build failed: cannot resolve type 'Image' (imported from 'PIL') - external types cannot be statically analyzed.",
  ],
  [
    "build",
    "predictor-types",
    "image build failed: image build failed: unsupported output type: Optional is not allowed as a return type",
  ],
  [
    "build",
    "predictor-types",
    "image build failed: image build failed: parameter 'size': choices expression cannot be statically resolved",
  ],
  ["build", "python-version", "ⅹ minimum supported Python version is 3.8. requested 3.6"],
  [
    "build",
    "run-with-newline",
    "One of the commands in 'run' contains a new line, which won't work. You need to create a new list item in YAML prefixed with '-' for each command.",
  ],
  [
    "build",
    "build-file-missing",
    "image build failed: Failed to read Dockerfile at Nope: open Nope: no such file or directory",
  ],
  [
    "build",
    "dockerfile-without-pip",
    "image build failed: Failed to generate pip freeze from image: container exited with status 127",
  ],
  [
    "build",
    "dockerfile-without-pip",
    'ⅹ Failed to get type signature: failed to start container: Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "python": executable file not found in $PATH: unknown',
  ],
  [
    "build",
    "secrets-malformed",
    "image build failed: Failed to build Docker image: failed to parse secrets: unexpected key 'bogus' in 'bogus=1'",
  ],
  [
    "build",
    "dockerignore-hides-cog",
    "ⅹ The .cog tmp path cannot be ignored by docker in .dockerignore.",
  ],
  [
    "build",
    "cog-image-conflict",
    'image build failed: Error response from daemon: conflict: unable to remove repository reference "cog-tmp:ffffffff0123456789abcdef0123456789abcdef0123456789abcdef01234567" (must force) - container 5f70bf18a086 is using its referenced image 0d1a2b3c4d5e',
  ],
  [
    "build",
    "cog-image-conflict",
    'ⅹ Error response from daemon: conflict: unable to remove repository reference "cog-tmp:ffffffff0123456789abcdef0123456789abcdef0123456789abcdef01234567" (must force) - container 5f70bf18a086 is using its referenced image 0d1a2b3c4d5e',
  ],
];

/** Docker's, BuildKit's, and those of programs in a build. */
export const BUILD_SAMPLES: readonly FailureSample[] = [
  [
    "build",
    "docker-permission",
    "ERROR: permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
  ],
  [
    "build",
    "docker-unavailable",
    "error pinging docker daemon: Cannot connect to the Docker daemon at unix:///srv/lab/none.sock. Is the docker daemon running?",
  ],
  [
    "build",
    "docker-gone",
    "image build failed: Failed to build Docker image: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF",
  ],
  [
    "build",
    "docker-api-version",
    "image build failed: Failed to generate pip freeze from image: failed to create container: Error response from daemon: client version 1.99 is too new. Maximum supported API version is 1.45",
  ],
  [
    "build",
    "buildx-missing",
    'ⅹ Failed to build Docker image: exec: "docker": executable file not found in $PATH',
  ],
  ["build", "buildx-missing", "unknown flag: --cache-to"],
  [
    "build",
    "buildx-missing",
    "ⅹ Failed to build Docker image: command failed: unknown flag: --provenance",
  ],
  [
    "build",
    "docker-too-old",
    "image build failed: Failed to add labels to image: Failed to add labels to image: failed to solve: failed to load cache key: failed to do request: Head https://registry-1.docker.io/v2/library/cog_build/manifests/latest",
  ],
  [
    "build",
    "credential-helper",
    'ⅹ exec: "docker-credential-nothere": executable file not found in $PATH',
  ],
  [
    "build",
    "credential-helper",
    "ERROR: failed to solve: failed to resolve source metadata for r8.im/cog-base:cuda12.1-python3.10: error getting credentials - err: exit status 1, out: ``",
  ],
  [
    "build",
    "docker-container-driver",
    "WARNING: No output specified with docker-container driver. Build result will only remain in the build cache.",
  ],
  [
    "build",
    "insufficient-scope",
    "#3 ERROR: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
  ],
  ["build", "exec-format", "#9 0.212 exec /bin/sh: exec format error"],
  [
    "build",
    "image-name-invalid",
    "image build failed: Failed to build Docker image: failed to solve: invalid reference format: repository name (Acme/Hello) must be lowercase",
  ],
  ["push", "image-gone", "error during image push: tag does not exist: r8.im/acme/hotdog"],
  ["push", "image-gone", "An image does not exist locally with the tag: r8.im/acme/hotdog"],
  [
    "push",
    "certificate",
    'error during image push: Get "https://r8.im/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
  ],
  [
    "build",
    "pull-rate-limit",
    "#2 ERROR: failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/python/manifests/sha256:55: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.",
  ],
  [
    "build",
    "out-of-memory",
    '#12 ERROR: process "/bin/sh -c pip install flash-attn" did not complete successfully: exit code: 137',
  ],
  [
    "build",
    "out-of-memory",
    "#11 300.1 c++: fatal error: Killed signal terminated program cc1plus",
  ],
  ["build", "out-of-memory", "#11 9.1 g++: internal compiler error: Killed (program cc1plus)"],
  ["build", "out-of-memory", "#11 9.1 nvcc error   : 'cicc' died due to signal 9 (Kill signal)"],
  [
    "build",
    "python-package-missing",
    "#9 2.310 ERROR: No matching distribution found for torch==9.9.9",
  ],
  [
    "build",
    "python-package-missing",
    "2.310 ERROR: Could not find a version that satisfies the requirement torch==9.9.9 (from versions: 2.4.0)",
  ],
  [
    "build",
    "python-packages-conflict",
    "#9 8.1 ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/topics/dependency-resolution/",
  ],
  [
    "build",
    "python-package-build",
    "#9 8.1 ERROR: Could not build wheels for xformers, which is required to install pyproject.toml-based projects",
  ],
  ["build", "python-module-missing", "#9 8.1       ModuleNotFoundError: No module named 'torch'"],
  [
    "build",
    "build-file-missing",
    "#9 0.4 ERROR: Could not open requirements file: [Errno 2] No such file or directory: '/tmp/requirements.txt'",
  ],
  ["build", "gated-weights", "#9 4.1 huggingface_hub.errors.GatedRepoError: 401 Client Error."],
  [
    "build",
    "secret-missing",
    "image build failed: Failed to build Docker image: failed to solve: secret HF_TOKEN: not found",
  ],
  ["build", "secret-missing", "#5 ERROR: secret HF_TOKEN not found: not found"],
  ["build", "system-package", "#7 3.1 E: Unable to locate package libnothing"],
  [
    "build",
    "file-not-in-context",
    '#8 ERROR: failed to calculate checksum of ref 1x::2y: "/weights": not found',
  ],
  [
    "build",
    "file-not-in-context",
    'ⅹ Failed to build Docker image: failed to solve: failed to compute cache key: "/weights" not found: not found',
  ],
  [
    "build",
    "dockerfile-syntax",
    "ⅹ Failed to build Docker image: failed to solve: failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 4: Unknown flag: network",
  ],
  [
    "build",
    "dockerfile-syntax",
    "ERROR: failed to solve: dockerfile parse error on line 3: unknown instruction: FORM",
  ],
  ["build", "build-network", "#9 30.1 curl: (6) Could not resolve host: weights.example"],
  [
    "build",
    "base-image",
    "ERROR: failed to solve: failed to resolve source metadata for r8.im/cog-base:cuda12.1-python3.10: unexpected status from HEAD request to https://r8.im/v2/cog-base/manifests/cuda12.1-python3.10: 401 Unauthorized",
  ],
  [
    "build",
    "step-failed",
    '#9 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2',
  ],
  ["build", "no-space", "#11 ERROR: write /usr/local/lib/libtorch.so: no space left on device"],
  [
    "build",
    "no-space",
    "#9 8.1 ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
  ],
  ["build", "no-space", "#9 8.1 tar: weights/model.bin: Cannot write: No space left on device"],
  ["build", "no-space", "#7 3.1 E: You don't have enough free space in /var/cache/apt/archives/."],
  [
    "push",
    "no-space",
    "error during image push: failed to copy: write /var/lib/docker/tmp/x: no space left on device",
  ],
  [
    "build",
    "docker-permission",
    'error pinging docker daemon: permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Head "http://%2Fvar%2Frun%2Fdocker.sock/_ping": dial unix /var/run/docker.sock: connect: permission denied',
  ],
  [
    "build",
    "docker-permission",
    "unix:///var/run/docker.sock: connect EACCES /var/run/docker.sock",
  ],
  [
    "build",
    "docker-context",
    'error determining docker host: error getting metadata for context "remote": context "remote": context not found: open /root/.docker/contexts/meta/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/meta.json: no such file or directory',
  ],
  [
    "build",
    "docker-context",
    'Failed to initialize: unable to resolve docker endpoint: context "remote": context not found: open /root/.docker/contexts/meta/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/meta.json: no such file or directory',
  ],
  ["build", "docker-context", 'the Docker context "remote" does not exist'],
  [
    "build",
    "docker-context",
    'Current context "remote" is not found on the file system, please check your config file at /root/.docker/config.json',
  ],
  [
    "build",
    "docker-tls",
    'error during connect: Get "https://docker:2376/v1.24/version": x509: certificate signed by unknown authority',
  ],
  [
    "build",
    "docker-tls",
    'error creating docker client: could not read CA certificate "/certs/client/ca.pem": open /certs/client/ca.pem: no such file or directory',
  ],
  [
    "build",
    "docker-tls",
    "Failed to initialize: unable to resolve docker endpoint: open /certs/client/ca.pem: no such file or directory",
  ],
  [
    "build",
    "docker-tls",
    "tcp://docker:2376: ENOENT: no such file or directory, open '/certs/client/ca.pem'",
  ],
  [
    "build",
    "docker-tls",
    'error during connect: Get "https://docker:2376/v1.51/version": tls: failed to verify certificate: x509: certificate signed by unknown authority',
  ],
  [
    "build",
    "docker-host-invalid",
    "error creating docker client: unable to parse docker host `foo`",
  ],
  ["build", "docker-host-invalid", "foo: Invalid URL"],
  [
    "build",
    "docker-api-version",
    "Error response from daemon: client version 1.99 is too new. Maximum supported API version is 1.51",
  ],
  [
    "build",
    "docker-api-version",
    "Error response from daemon: client version 1.43 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version",
  ],
  [
    "build",
    "docker-api-version",
    'image build failed: Failed to build Docker image: failed to get status: rpc error: code = Unavailable desc = rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: unable to upgrade to h2c, received 400"',
  ],
  [
    "build",
    "docker-unavailable",
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
  ],
  [
    "build",
    "docker-unavailable",
    "unix:///var/run/docker.sock: connect ENOENT /var/run/docker.sock",
  ],
  ["build", "docker-unavailable", "tcp://127.0.0.1:2375: connect ECONNREFUSED 127.0.0.1:2375"],
  [
    "build",
    "engine-without-buildkit",
    'image build failed: Failed to build Docker image: failed to get status: rpc error: code = Unavailable desc = rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: unable to upgrade to h2c, received 404"',
  ],
  [
    "build",
    "engine-without-buildkit",
    "failed to dial gRPC: unable to upgrade to h2c, received 404",
  ],
  [
    "build",
    "certificate",
    "#9 3.1 pip._vendor.urllib3.exceptions.SSLError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain (_ssl.c:1000)",
  ],
  [
    "build",
    "certificate",
    "#9 1.2 curl: (60) SSL certificate problem: self-signed certificate in certificate chain",
  ],
  [
    "build",
    "python-packages-conflict",
    "#9 2.0   × No solution found when resolving dependencies:",
  ],
  [
    "build",
    "python-package-missing",
    "#9 2.0   ╰─▶ Because there is no version of torch==9.9.9 and you require torch==9.9.9, we can",
  ],
  ["build", "python-externally-managed", "#9 0.4 error: externally-managed-environment"],
  [
    "build",
    "python-externally-managed",
    "#9 0.4 error: The interpreter at /usr is externally managed, and indicates the following:",
  ],
  [
    "build",
    "build-file-missing",
    'invalid build.python_requirements "nope.txt": file does not exist',
  ],
  [
    "build",
    "requirements-option-unsupported",
    'image build failed: local requirements option "-r" is not supported',
  ],
  ...[
    'local package requirement "./package" is not a supported wheel or source archive',
    "local file URL requirements are not supported: file:///src/a.whl",
    "local direct reference requirements (`name @ path`) are not supported; list the path directly instead: a @ ./a.whl",
    "extras are not supported on local package artifact requirements: ./a.whl[gpu]",
  ].map((line): FailureSample => ["build", "requirements-option-unsupported", line]),
];

/** What ends a push for good. */
export const REFUSAL_SAMPLES: readonly FailureSample[] = [
  [
    "push",
    "model-missing",
    "error during image push: name unknown: The model https://replicate.com/acme/hello does not exist",
  ],
  ["push", "model-missing", "name unknown"],
  [
    "push",
    "model-missing",
    "failed to push image: error during image push: error from registry: The model https://replicate.com/acme/hotdog does not exist",
  ],
  ["push", "model-missing", "ⅹ Failed to push image: command failed: name unknown"],
  ["push", "not-logged-in", "unauthorized: You are not logged in to Replicate"],
  [
    "push",
    "too-large",
    "error parsing HTTP 413 response body: invalid character '<': \"<h1>413 Request Entity Too Large</h1>\"",
  ],
  ["push", "denied", "error during image push: denied"],
  ["push", "denied", "denied: requested access to the resource is denied"],
  [
    "push",
    "denied",
    "unexpected status from POST request to https://r8.im/v2/acme/hotdog/blobs/uploads/: 403 Forbidden",
  ],
  ["push", "unauthorized", "authorization failed"],
  ["push", "unauthorized", "ⅹ Failed to push image: authorization failed"],
  ["push", "unauthorized", "no basic auth credentials"],
  ["push", "unauthorized", "failed to push image: error during image push: unauthorized: "],
  ["push", "denied", "failed to push image: error during image push: denied: <html>no"],
  ["push", "unauthorized", "unauthorized: authentication required"],
  [
    "push",
    "unauthorized",
    "ⅹ Failed to push image: command failed: unauthorized: authentication required",
  ],
  [
    "push",
    "registry-unreachable",
    'error during image push: Get "https://r8.im/v2/": dial tcp: lookup r8.im on 10.0.0.1:53: no such host',
  ],
  [
    "push",
    "model-missing",
    "PUT https://r8.im/v2/acme/hotdog/manifests/latest: NAME_UNKNOWN: repository name not known to registry; map[name:acme/hotdog]",
  ],
  [
    "push",
    "denied",
    "push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
  ],
  [
    "push",
    "denied",
    "OCI chunked push: push layers: push layer sha256:55: pushing layer to r8.im/acme/hotdog: initiating upload: POST https://r8.im/v2/acme/hotdog/blobs/uploads/: DENIED: not yours",
  ],
  [
    "push",
    "denied",
    "error parsing HTTP 403 response body: no error details found in HTTP response body",
  ],
  [
    "push",
    "unauthorized",
    "GET https://r8.im/v2/token?scope=repository%3Aacme%2Fhotdog%3Apush%2Cpull&service=r8.im: unexpected status code 401 Unauthorized",
  ],
  ["push", "unauthorized", "unauthorized"],
  [
    "push",
    "unauthorized",
    "failed to push image: error during image push: error from registry: unauthorized",
  ],
  ["push", "denied", "failed to push image: error during image push: error from registry: denied"],
  [
    "push",
    "registry-refused",
    "failed to push image: error during image push: error from registry: you do not own this model",
  ],
  ["push", "registry-refused", "error from registry: quota exceeded"],
  [
    "push",
    "too-large",
    "error parsing HTTP 413 response body: invalid character '<' looking for beginning of value: \"<html>too big</html>\"",
  ],
  [
    "push",
    "too-large",
    'error during image push: error parsing HTTP 413 response body: no error details found in HTTP response body: "{}"',
  ],
  [
    "push",
    "too-large",
    "unexpected status from PUT request to https://r8.im/v2/acme/hotdog/blobs/uploads/1: 413 Request Entity Too Large",
  ],
  ["push", "manifest-rejected", "error during image push: manifest invalid: manifest invalid"],
  [
    "push",
    "manifest-rejected",
    "failed to push image: error during image push: error from registry: manifest invalid",
  ],
  [
    "push",
    "manifest-rejected",
    "unexpected status from PUT request to https://r8.im/v2/acme/hotdog/manifests/latest: 400 Bad Request",
  ],
  [
    "push",
    "manifest-rejected",
    "PUT https://r8.im/v2/acme/hotdog/manifests/latest: MANIFEST_INVALID: manifest invalid",
  ],
];

/** What ends a push, and passes. */
export const TRANSIENT_SAMPLES: readonly FailureSample[] = [
  [
    "push",
    "connection-lost",
    "error during image push: write tcp 10.0.0.5:51090->104.18.0.1:443: use of closed network connection",
  ],
  ["push", "connection-lost", "write tcp 10.0.2.15:51090->54.83.42.45:443: write: broken pipe"],
  [
    "push",
    "connection-lost",
    "error during image push: read tcp 10.0.0.5:51090->104.18.0.1:443: read: connection reset by peer",
  ],
  ["push", "unknown-blob", "unknown blob"],
  [
    "push",
    "unknown-blob",
    "failed to push image: error during image push: error from registry: blob unknown to registry",
  ],
  ["push", "unknown-blob", "ⅹ Failed to push image: error during image push: unknown blob"],
  ["push", "unknown-blob", "blob upload unknown"],
  [
    "push",
    "rate-limited",
    "error parsing HTTP 429 response body: invalid character 'T' looking for beginning of value: \"Too Many Requests (HAP429).\\n\"",
  ],
  [
    "push",
    "registry-error",
    "error during image push: received unexpected HTTP status: 502 Bad Gateway",
  ],
  [
    "push",
    "registry-error",
    "unexpected status from POST request to https://r8.im/v2/acme/hotdog/blobs/uploads/: 502 Bad Gateway",
  ],
  ["push", "registry-error", "received unexpected HTTP status: 503 Service Unavailable"],
  ["push", "registry-error", "received unexpected HTTP status: 522 "],
  [
    "push",
    "registry-error",
    'failed commit on ref "layer-sha256:55": unexpected status from PUT request to https://r8.im/v2/acme/hotdog/blobs/uploads/1?_state=x&digest=sha256%3A55: 522 ',
  ],
  [
    "push",
    "registry-error",
    "pushing layer to r8.im/acme/hotdog (after 5 attempts): unexpected status code 408 Request Timeout: slow",
  ],
  ["push", "registry-error", "received unexpected HTTP status: 504 Gateway Timeout"],
  [
    "push",
    "registry-error",
    "ⅹ Failed to push image: error during image push: received unexpected HTTP status: 500 Internal Server Error",
  ],
  [
    "push",
    "registry-error",
    "unexpected status from PUT request to https://r8.im/v2/acme/hotdog/manifests/latest: 500 Internal Server Error",
  ],
  [
    "push",
    "registry-timeout",
    'Put "https://r8.im/v2/acme/hotdog/blobs/uploads/1": net/http: TLS handshake timeout',
  ],
  [
    "push",
    "registry-timeout",
    'Head "https://r8.im/v2/acme/hotdog/blobs/sha256:1": dial tcp 104.18.0.1:443: i/o timeout',
  ],
  [
    "push",
    "registry-timeout",
    "net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)",
  ],
  [
    "push",
    "registry-timeout",
    'failed commit on ref "layer-sha256:55": failed to do request: Put "https://r8.im/v2/acme/hotdog/blobs/uploads/1": net/http: timeout awaiting response headers',
  ],
  ["push", "registry-timeout", "failed to authorize: DeadlineExceeded: context deadline exceeded"],
  [
    "push",
    "registry-timeout",
    "error during image push: write tcp 10.0.0.5:51090->104.18.0.1:443: write: connection timed out",
  ],
  [
    "push",
    "registry-timeout",
    'Head "https://r8.im/v2/acme/hotdog/blobs/sha256:1": dial tcp 104.18.0.1:443: connect: connection timed out',
  ],
  [
    "push",
    "rate-limited",
    "POST https://r8.im/v2/acme/hotdog/blobs/uploads/: TOOMANYREQUESTS: too many requests",
  ],
  [
    "push",
    "connection-refused",
    'error during image push: Get "http://127.0.0.1:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused',
  ],
  [
    "push",
    "connection-refused",
    'error during image push: Get "https://r8.im/v2/": dial tcp: lookup r8.im on 10.0.0.1:53: server misbehaving',
  ],
  [
    "push",
    "connection-lost",
    'Patch "https://r8.im/v2/acme/hotdog/blobs/uploads/1": stream error: stream ID 9; INTERNAL_ERROR; received from peer',
  ],
  [
    "push",
    "connection-lost",
    "http2: server sent GOAWAY and closed the connection; LastStreamID=1",
  ],
  [
    "push",
    "connection-lost",
    'Put "https://r8.im/v2/acme/hotdog/blobs/uploads/1": http2: client connection lost',
  ],
  ["push", "connection-lost", "unexpected EOF"],
  ["push", "connection-lost", "EOF"],
  [
    "push",
    "connection-lost",
    'error during image push: Put "https://r8.im/v2/acme/hotdog/blobs/uploads/1": EOF',
  ],
  ["push", "connection-lost", "error during image push: EOF"],
  ["push", "connection-lost", "failed to push image: error during image push: EOF"],
  ["push", "registry-error", "error during image push: received unexpected HTTP status: 520 "],
  ["push", "registry-error", "error during image push: received unexpected HTTP status: 521 "],
  ["push", "registry-error", "error during image push: received unexpected HTTP status: 523 "],
  ["push", "registry-error", "error during image push: received unexpected HTTP status: 524 "],
  ["push", "registry-error", "error during image push: received unexpected HTTP status: 525 "],
  ["push", "registry-error", "error during image push: received unexpected HTTP status: 526 "],
  ["push", "registry-error", "error during image push: received unexpected HTTP status: 527 "],
  ["push", "registry-error", "error during image push: received unexpected HTTP status: 530 "],
  [
    "push",
    "registry-error",
    "unexpected status from PATCH request to https://r8.im/v2/acme/hotdog/blobs/uploads/1: 520 ",
  ],
  [
    "push",
    "registry-error",
    "error parsing HTTP 521 response body: invalid character 'e' looking for beginning of value: \"error code: 521\"",
  ],
  [
    "push",
    "registry-error",
    "pushing layer to r8.im/acme/hotdog (after 5 attempts): unexpected status code 507 Insufficient Storage",
  ],
  [
    "push",
    "registry-error",
    'error parsing HTTP 500 response body: unexpected end of JSON input: ""',
  ],
];

/** Lines of runs that succeed, and such as only look like failures. */
export const HARMLESS_SAMPLES: readonly string[] = [
  '#4 ERROR: rpc error: code = NotFound desc = rpc error: code = NotFound desc = no access allowed to dir "context"',
  '⚠ Put "https://coglog.replicate.delivery/v1/push": dial tcp: lookup coglog.replicate.delivery on 10.0.0.1:53: no such host',
  'Put "https://coglog.replicate.delivery/v1/push": net/http: TLS handshake timeout',
  '⚠ Failed to send build timings to server: Post "https://cog.replicate.com/api/models/push-start": i/o timeout',
  "WARNING: Error parsing config file (/srv/lab/cfg/broken/config.json): unexpected EOF",
  "ⅹ failed to copy stdout to outw: read |0: file already closed",
  "OCI chunked push failed, falling back to Docker push: HTTP 503 Service Unavailable",
  "#9 12.3 WARNING: Retrying (Retry(total=4)) after connection broken by 'ConnectionResetError(104, 'Connection reset by peer')'",
  "#9 12.3 Collecting unknown-blob-parser==1.0",
  "#9 12.3 denied-words 1.0 installed",
  "5f70bf18a086: Retrying in 5 seconds",
  "5f70bf18a086: Layer already exists",
  'deprecated field "predict": use "run" instead',
  "cog: warning: Predictor.predict() is deprecated; use run() instead",
  "Unable to determine Git commit",
  "Static schema generation failed: parameter 'text' on predict has no type annotation",
  "Falling back to legacy runtime schema generation...",
  "exit status 1",
  "ⅹ : exit status 1",
  OWNER,
];
