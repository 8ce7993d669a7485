import type { Failure } from "./failure.ts";

/** What Cog says of itself, of its tokens and of the model, in releases from 0.9 to 0.23. */
export const COG: readonly Failure[] = [
  {
    code: "api-token-as-cli-token",
    pattern: /that looks like a Replicate API token, not a CLI auth token/i,
    message: "cli-auth-token holds an API token, which `cog login` refuses.",
    hint: "Give the API token as api-token, and as cli-auth-token nothing, or the token from https://replicate.com/auth/token.",
    source: "replicate/cog pull request 1978; pkg/provider/replicate/replicate.go",
  },
  {
    code: "cli-token-refused",
    pattern: /\b(?:failed to verify token|user does not exist$|token is empty$)/i,
    message: "Replicate does not know the token in cli-auth-token.",
    hint: "Take a fresh one from https://replicate.com/auth/token.",
    source: "replicate/cog pkg/provider/replicate/replicate.go, verifyToken",
  },
  {
    code: "token-from-stdin",
    pattern: /failed to read token from stdin/i,
    message: "Cog 0.17 and newer can't read a token from this kind of standard input.",
    hint: "Give the token as cli-auth-token: this action logs in by itself.",
    source: "replicate/cog pkg/provider/replicate/replicate.go, readTokenFromStdin",
  },
  {
    code: "model-missing",
    pattern: /Unable to find (?:existing Replicate|Replicate existing) model for/,
    message:
      "The registry shows no such model: it does not exist, or it belongs to somebody else than the tokens do.",
    hint: "Check the owner and the name in model, and that api-token and cli-auth-token belong to that owner. With api-token and hardware the model is created before the push.",
    source: "replicate/cog issues 1519, 1549, 1272, 1221; pkg/provider/replicate/replicate.go",
  },
  {
    code: "no-image-name",
    pattern: /To push images, you must either set the 'image' option/,
    message: "Cog was given no name to push to.",
    hint: "Set model to owner/name, or image in cog.yaml to r8.im/owner/name.",
    source: "replicate/cog pkg/cli/push.go",
  },
  {
    code: "model-and-image",
    pattern: /'model' and 'image' cannot both be set/,
    message: "cog.yaml sets both model and image.",
    hint: "Keep one of them: model for a bundle with managed weights (Cog 0.20), else image.",
    source: "replicate/cog pkg/config/validate.go",
  },
  {
    code: "positional-image",
    pattern: /positional image argument not supported with 'model' config/,
    message: "cog.yaml sets model, and Cog takes no image name beside it.",
    hint: "Check that config-file names the very cog.yaml that is pushed: this action gives a name only when it sets no model.",
    source: "replicate/cog pkg/cli/push.go, validatePushArgs",
  },
  {
    code: "image-and-environment",
    pattern: /'image' in cog\.yaml cannot be combined with COG_MODEL/,
    message: "cog.yaml sets image, and a COG_MODEL variable is set too.",
    hint: "Remove the COG_MODEL variables from env, and name the model in the input model.",
    source: "replicate/cog pkg/model/resolve.go, ErrImageModelEnvConflict",
  },
  {
    code: "reserved-tag",
    pattern: /"cog-" is a reserved prefix/,
    message: "COG_MODEL_TAG begins with cog-, which Cog keeps for itself.",
    hint: "Choose another tag, or none: Cog makes one from the time.",
    source: "replicate/cog pkg/model/resolve.go",
  },
  {
    code: "model-not-bare",
    pattern: /must be a bare (?:repository|host)/,
    message:
      "The model in cog.yaml, or in a COG_MODEL variable, has a tag, a digest or a host too many.",
    hint: "Write it as r8.im/owner/name, without a tag.",
    source: "replicate/cog pkg/config/validate.go, pkg/model/resolve.go",
  },
  {
    code: "digest-reference",
    pattern: /refusing to create a tag with a digest reference/,
    message: "The image is named by a digest, and a push needs a name.",
    hint: "Write model, and image in cog.yaml, as owner/name without @sha256.",
    source: "seen with Cog 0.22 and COG_MODEL=…@sha256:…",
  },
  {
    code: "weights-not-imported",
    pattern:
      /run 'cog weights import'|weights\.lock is out of sync|declares weights but no repository was resolved/i,
    message:
      "The weights that cog.yaml names are not in the registry, or their lock file does not fit.",
    hint: "Run `cog weights import` where the weights are, commit weights.lock, and run this job again.",
    source: "replicate/cog pkg/weights (check_drift.go), pkg/model (pusher.go)",
  },
  {
    code: "unknown-flag",
    pattern: /unknown flag: --(?!(?:cache-to|provenance|load)\b)|unknown shorthand flag:/,
    message: "This release of Cog does not know one of the options that the inputs ask for.",
    hint: "Raise cog-version (config-file needs 0.14.8), or remove the input that its message names.",
    source: "replicate/cog pkg/cli at its tags; seen with Cog 0.14.7 and -f",
  },
  {
    code: "exclusive-flags",
    pattern: /are mutually exclusive: you can only set one of them/,
    message: "use-cog-base-image, use-cuda-base-image and dockerfile exclude each other.",
    hint: "Set one of the three.",
    source: "replicate/cog pkg/cli/build.go, checkMutuallyExclusiveFlags",
  },
  {
    code: "not-a-cog-image",
    pattern:
      /This image doesn't look like it was built with Cog|does not appear to be a Cog model|image is not a Cog model/,
    message:
      "Cog does not find its labels on the image that it has built: a docker-container builder, or provenance attestations, came between.",
    hint: "Remove docker/setup-buildx-action from the job, or give it driver: docker; a newer cog-version (0.15.9) does not build through buildx at all.",
    source: "replicate/cog issues 1654, 1723, pull request 2265",
  },
  {
    code: "two-pushes-in-one-directory",
    pattern: /\.cog\/build\/Dockerfile: no such file or directory/,
    message: "Another Cog works in the same working-directory, and has removed this one's files.",
    hint: "Let one push end before the next begins in a directory, or check out twice.",
    source: "seen with two pushes of Cog 0.22 at once",
  },
  {
    code: "bundled-schema",
    pattern: /failed to store bundled schema file/i,
    message: "Up to 0.16.12 Cog needs the directory .cog in the project when dockerfile is set.",
    hint: "Make the directory before this step (mkdir -p .cog), or raise cog-version.",
    source: "seen with Cog 0.9 to 0.16.12 and --dockerfile",
  },
  {
    code: "glibc",
    pattern: /version `GLIBC_[\d.]{1,8}' not found/,
    message: "This Cog needs a newer C library than the machine has: it is not static since 0.17.",
    hint: "Run the job on ubuntu-latest, outside of old containers, or set cog-version to 0.16.12.",
    source: "replicate/cog .goreleaser.yaml at 0.17",
  },
];
