import type { Failure } from "./failure.ts";

/** What Cog says of cog.yaml and of the files that it names. */
export const PROJECT: readonly Failure[] = [
  {
    code: "config-not-found",
    pattern: /\(or in any parent directories\)|Are you in the right directory\?/,
    message: "There is no cog.yaml where Cog looks for it.",
    hint: "Set working-directory to the project's directory and config-file to the file's name, and check that actions/checkout runs before this step.",
    source: "replicate/cog pkg/config/load.go, pkg/errors",
  },
  {
    code: "config-no-yaml",
    pattern: /failed to parse (?:cog\.yaml|config yaml|config from)|: invalid YAML: /i,
    message: "cog.yaml is not valid YAML.",
    hint: "Mend the line that the message names.",
    source: "replicate/cog pkg/config/errors.go, ParseError",
  },
  {
    code: "predictor-missing",
    pattern:
      /failed to read predictor source|no predict or train reference found|'predict' option not found in cog\.yaml/i,
    message: "cog.yaml names no predictor, or a file that is not there.",
    hint: "Set run (up to Cog 0.19: predict) in cog.yaml to file.py:Class, with a path from its own directory, and check that the file is committed.",
    source: "replicate/cog pkg/image/build.go; seen with Cog 0.9 to 0.22",
  },
  {
    code: "cuda-unknown",
    pattern:
      /doesn't know what CUDA version is compatible with|is not compatible with CuDNN|is not compatible with tensorflow|no matching base image for CUDA|must include both major and minor versions|Minimum supported CUDA version|CUDA [\d.]{1,12} is not supported by Cog/,
    message: "Cog has no CUDA image for the versions in cog.yaml.",
    hint: "Set cuda (and cudnn) under build in cog.yaml, or raise cog-version, which knows newer ones.",
    source: "replicate/cog pkg/config/config.go and compatibility.go, issue 1911",
  },
  {
    code: "python-version",
    pattern: /minimum supported Python version is|concurrency requires Python/,
    message: "This release of Cog does not take the python_version in cog.yaml.",
    hint: "Raise build.python_version in cog.yaml, or lower cog-version.",
    source: "replicate/cog pkg/config/validate.go",
  },
  {
    code: "predictor-not-found",
    pattern:
      /must define run\(\) or predict\(\)$|\b[A-Za-z_]\w{0,200}\.(?:run|predict|train) not found$|^(?:image build failed: )+(?!(?:run|predict|train)$)[A-Za-z_]\w{0,200}$/,
    message:
      "The file that cog.yaml names has no such class or function, or is no valid Python: Cog 0.17 and newer reads it before the build.",
    hint: "Check run (up to Cog 0.19: predict) in cog.yaml, file.py:Class, against the file. The class needs a method run() or predict().",
    source: "replicate/cog pkg/schema/python/target.go; seen with Cog 0.22",
  },
  {
    code: "predictor-types",
    pattern:
      /parameter '\w{1,200}' on \w{1,200} has no type annotation|cannot be statically resolved|cannot resolve type '|unsupported (?:output )?type: |ConcatenateIterator element type must be|default_factory is not supported|^(?:image build failed: )+(?:run|predict|train)$/,
    message:
      "Cog 0.17 and newer reads the types of inputs and output from the model's source, and can't make them out.",
    hint: "Annotate every parameter and the return value of run() (predict(), train()) with a plain type or a BaseModel of the same file, and write defaults and choices as literals.",
    source: "replicate/cog pkg/schema/errors.go, pkg/schema/python; seen with Cog 0.22",
  },
  {
    code: "config-invalid",
    pattern:
      /There is a problem in your cog\.yaml file|Additional property \S{1,100} is not allowed|schema error in "|^invalid [a-z_.]{1,60}(?: "|: )|'predict' in cog\.yaml must be in the form|Only one of python_packages or python_requirements/,
    message: "cog.yaml does not have the form that this release of Cog expects.",
    hint: "Mend the field that the message names. `run` and `model` need cog-version 0.20 or newer: an older Cog refuses or ignores them.",
    source: "replicate/cog pkg/config/validate.go and errors.go at 0.16.12 and 0.22.0",
  },
  {
    code: "dockerfile-without-pip",
    pattern: /Failed to generate pip freeze from image|exec: "python": executable file not found/,
    message: "Cog runs python -m pip in the image, and that fails.",
    hint: "Install python, pip and cog in the image that dockerfile builds.",
    source: "replicate/cog pkg/image/pip_freeze.go; seen with Cog 0.16.12",
  },
  {
    code: "predictor-does-not-load",
    pattern: /Error while loading predictor|Failed to get type signature/,
    message: "The predictor can't be imported in the image that was built.",
    hint: "Look at the Python error in the summary: a package that is missing in python_requirements, or a class that cog.yaml names and the file has not.",
    source: "seen with Cog 0.9 to 0.16; pkg/image/openapi_schema.go",
  },
  {
    code: "schema-invalid",
    pattern: /Model schema is invalid|Failed to load model schema JSON|Failed to read schema file/,
    message: "The model's OpenAPI schema can't be used.",
    hint: "Check the types of predict()'s inputs and output, or the file in openapi-schema when it is set.",
    source: "replicate/cog pkg/image/build.go",
  },
  {
    code: "base-image-digest",
    pattern:
      /Failed to (?:get last layer digest for|get layers for|fetch|parse|get) cog base image|Cog base image has no layers/i,
    message: "Cog could not look up its prebuilt base image for this python_version and cuda.",
    hint: "Set use-cog-base-image to false, which builds on the public images instead.",
    source: "replicate/cog issue 1965",
  },
  {
    code: "run-with-newline",
    pattern: /One of the commands in 'run' contains a new line/,
    message: "A command under build.run in cog.yaml has several lines.",
    hint: "Make a list item of each command, or join them with &&.",
    source: "replicate/cog pkg/dockerfile",
  },
  {
    code: "dockerfile-missing",
    pattern: /Failed to read Dockerfile at/,
    message: "The file in dockerfile is not there.",
    hint: "Give its path from working-directory.",
    source: "replicate/cog pkg/image/build.go",
  },
  {
    code: "secrets-malformed",
    pattern: /failed to parse secrets:/,
    message: "Cog does not understand one of the build secrets.",
    hint: "Write secrets, secret-envs and secret-files as id=value lines, with plain ids.",
    source: "replicate/cog pkg/docker/buildkit_secrets.go",
  },
  {
    code: "dockerignore-hides-cog",
    pattern: /The \.cog tmp path cannot be ignored by docker/,
    message: "The project's .dockerignore excludes .cog, which this release of Cog builds from.",
    hint: "Remove .cog from .dockerignore, or raise cog-version.",
    source: "replicate/cog pkg/image/build.go at 0.16.12",
  },
];
