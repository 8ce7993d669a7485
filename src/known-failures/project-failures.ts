import { failures } from "./failure.ts";

/** Cog's errors about cog.yaml and the files it names. */
export const PROJECT = failures({
  "config-not-found": {
    pattern: /\(or in any parent directories\)|Are you in the right directory\?/,
    message: "Cog could not find cog.yaml.",
    hint: "Set working-directory to the project's directory and config-file to the file's name, and check that actions/checkout runs before this step.",
    source: "replicate/cog pkg/config/load.go, pkg/errors",
  },
  "predictor-missing": {
    pattern:
      /failed to read predictor source|no predict or train reference found|'predict' option not found in cog\.yaml/i,
    message: "cog.yaml does not set a predictor, or names a file that does not exist.",
    hint: "Set run (predict for Cog 0.19 and older) in cog.yaml to file.py:Class, with a path relative to cog.yaml, and check that the file is committed.",
    source: "replicate/cog pkg/image/build.go; seen with Cog 0.9 to 0.22",
  },
  "cuda-unknown": {
    pattern:
      /doesn't know what CUDA version is compatible with|is not compatible with CuDNN|is not compatible with tensorflow|no matching base image for CUDA|must include both major and minor versions|Minimum supported CUDA version|CUDA [\d.]{1,12} is not supported by Cog/,
    message: "Cog has no CUDA base image for the versions in cog.yaml.",
    hint: "Set cuda (and cudnn) under build in cog.yaml, or set cog-version to a newer version, which supports newer CUDA versions.",
    source: "replicate/cog pkg/config/config.go and compatibility.go, issue 1911",
  },
  "python-version": {
    pattern: /minimum supported Python version is|concurrency requires Python/,
    message: "This version of Cog does not support the python_version in cog.yaml.",
    hint: "Set build.python_version in cog.yaml to a newer version, or set cog-version to an older one.",
    source: "replicate/cog pkg/config/validate.go",
  },
  "predictor-not-found": {
    pattern:
      /must define run\(\) or predict\(\)$|\b[A-Za-z_]\w{0,200}\.(?:run|predict|train) not found$|^(?:image build failed: )+(?!(?:run|predict|train)$)[A-Za-z_]\w{0,200}$/,
    message:
      "The file in cog.yaml does not define the class or function, or is not valid Python. Cog 0.17 and newer reads the file before the build.",
    hint: "Check run (predict for Cog 0.19 and older) in cog.yaml, file.py:Class, against the file. The class must define run() or predict().",
    source: "replicate/cog pkg/schema/python/target.go; seen with Cog 0.22",
  },
  "predictor-types": {
    pattern:
      /parameter '\w{1,200}' on \w{1,200} has no type annotation|cannot be statically resolved|cannot resolve type '|unsupported (?:output )?type: |ConcatenateIterator element type must be|default_factory is not supported|^(?:image build failed: )+(?:run|predict|train)$/,
    message:
      "Cog 0.17 and newer reads the input and output types from the model's source, but could not resolve them.",
    hint: "Annotate every parameter and the return value of run() (predict(), train()) in the file that cog.yaml names with a plain type or a BaseModel of the same file, and write defaults and choices as literals.",
    source: "replicate/cog pkg/schema/errors.go, pkg/schema/python; seen with Cog 0.22",
  },
  "build-file-missing": {
    pattern:
      /Could not open requirements file|Failed to open python_requirements file|^invalid build\.python_requirements ".{1,400}": file does not exist|Failed to read Dockerfile at/,
    message: "The file in python_requirements or dockerfile does not exist.",
    hint: "Set python_requirements to a path relative to cog.yaml, or dockerfile to a path relative to working-directory. Check that the file is committed and not excluded by .dockerignore.",
    source:
      "pypa/pip documentation; replicate/cog pkg/config at 0.16.12, pkg/image/build.go; seen with Cog 0.22",
  },
  "requirements-option-unsupported": {
    pattern:
      /local (?:requirements option "[^"]{1,40}" is|file URL requirements are|direct reference requirements .{1,40} are) not supported|local package (?:requirement "|artifact requirements)/,
    message:
      "The file in python_requirements refers to another local file, which this version of Cog does not support.",
    hint: "Put all requirements into the file that python_requirements names. A local package has to be a wheel or a source archive, without extras and markers.",
    source: "replicate/cog pkg/requirements/local_artifact.go; seen with Cog 0.22",
  },
  "config-format": {
    pattern:
      /[Ff]ailed to parse (?:cog\.yaml|config yaml|config from)|: invalid YAML: |There is a problem in your cog\.yaml file|Additional property \S{1,100} is not allowed|schema error in "|^invalid [a-z_.]{1,60}(?: "|: )|'predict' in cog\.yaml must be in the form|Only one of python_packages or python_requirements/,
    message: "cog.yaml is not valid YAML, or does not match the format of this version of Cog.",
    hint: "Fix the line or field that the message names. `run` and `model` require cog-version 0.20 or newer: older versions reject or ignore them.",
    source: "replicate/cog pkg/config/validate.go and errors.go at 0.16.12 and 0.22.0",
  },
  "dockerfile-without-pip": {
    pattern: /Failed to generate pip freeze from image|exec: "python": executable file not found/,
    message: "Cog could not run `python -m pip` in the image.",
    hint: "Install python, pip, and cog in the image that dockerfile builds.",
    source: "replicate/cog pkg/image/pip_freeze.go; seen with Cog 0.16.12",
  },
  "predictor-does-not-load": {
    pattern: /Error while loading predictor|Failed to get type signature/,
    message: "The predictor could not be imported in the built image.",
    hint: "Check the Python error in the job summary: a package may be missing from python_requirements, or the class in cog.yaml may be missing from the file.",
    source: "seen with Cog 0.9 to 0.16; pkg/image/openapi_schema.go",
  },
  "schema-invalid": {
    pattern: /Model schema is invalid|Failed to load model schema JSON|Failed to read schema file/,
    message: "The model's OpenAPI schema is invalid.",
    hint: "Check the input and output types of predict(), or the file in openapi-schema if it is set.",
    source: "replicate/cog pkg/image/build.go",
  },
  "base-image-digest": {
    pattern:
      /Failed to (?:get last layer digest for|get layers for|fetch|parse|get) cog base image|Cog base image has no layers/i,
    message: "Cog could not look up its prebuilt base image for this python_version and cuda.",
    hint: "Set use-cog-base-image to false to build on the public images instead.",
    source: "replicate/cog issue 1965",
  },
  "run-with-newline": {
    pattern: /One of the commands in 'run' contains a new line/,
    message: "A command under build.run in cog.yaml contains several lines.",
    hint: "Split the command into list items under build.run in cog.yaml, or join its lines with &&.",
    source: "replicate/cog pkg/dockerfile",
  },
  "secrets-malformed": {
    pattern: /failed to parse secrets:/,
    message: "Cog could not parse one of the build secrets.",
    hint: "Write secrets, secret-envs, and secret-files as id=value lines, with IDs of letters, digits, and - _ only.",
    source: "replicate/cog pkg/docker/buildkit_secrets.go",
  },
  "dockerignore-hides-cog": {
    pattern: /The \.cog tmp path cannot be ignored by docker/,
    message: "The project's .dockerignore excludes .cog, which this version of Cog builds from.",
    hint: "Remove .cog from .dockerignore, or set cog-version to a newer version.",
    source: "replicate/cog pkg/image/build.go at 0.16.12",
  },
});
