import type { Failure } from "./failure.ts";

/** What Cog says of itself, of its tokens and of the model, in releases from 0.9 to 0.23. */
export const COG: readonly Failure[] = [
  {
    id: "api-token-as-cli-token",
    pattern: /that looks like a Replicate API token, not a CLI auth token/i,
    cause: "cli-auth-token holds an API token, which `cog login` refuses.",
    remedy:
      "Give the API token as api-token, and as cli-auth-token nothing, or the token from https://replicate.com/auth/token.",
    source: "replicate/cog pull request 1978; pkg/provider/replicate/replicate.go",
  },
  {
    id: "cli-token-refused",
    pattern: /\b(?:failed to verify token|user does not exist$|token is empty$)/i,
    cause: "Replicate does not know the token in cli-auth-token.",
    remedy: "Take a fresh one from https://replicate.com/auth/token.",
    source: "replicate/cog pkg/provider/replicate/replicate.go, verifyToken",
  },
  {
    id: "token-from-stdin",
    pattern: /failed to read token from stdin/i,
    cause: "Cog 0.17 and newer can't read a token from this kind of standard input.",
    remedy: "Give the token as cli-auth-token: this action logs in by itself.",
    source: "replicate/cog pkg/provider/replicate/replicate.go, readTokenFromStdin",
  },
  {
    id: "model-missing",
    pattern: /Unable to find (?:existing Replicate|Replicate existing) model for/,
    cause:
      "The registry shows no such model: it does not exist, or it belongs to somebody else than the tokens do.",
    remedy:
      "Check the owner and the name in model, and that api-token and cli-auth-token belong to that owner. With api-token and hardware the model is created before the push.",
    source: "replicate/cog issues 1519, 1549, 1272, 1221; pkg/provider/replicate/replicate.go",
  },
  {
    id: "no-image-name",
    pattern: /To push images, you must either set the 'image' option/,
    cause: "Cog was given no name to push to.",
    remedy: "Set model to owner/name, or image in cog.yaml to r8.im/owner/name.",
    source: "replicate/cog pkg/cli/push.go",
  },
  {
    id: "model-and-image",
    pattern: /'model' and 'image' cannot both be set/,
    cause: "cog.yaml sets both model and image.",
    remedy: "Keep one of them: model for a bundle with managed weights (Cog 0.20), else image.",
    source: "replicate/cog pkg/config/validate.go",
  },
  {
    id: "positional-image",
    pattern: /positional image argument not supported with 'model' config/,
    cause: "cog.yaml sets model, and Cog takes no image name beside it.",
    remedy:
      "Check that config-file names the very cog.yaml that is pushed: this action gives a name only when it sets no model.",
    source: "replicate/cog pkg/cli/push.go, validatePushArgs",
  },
  {
    id: "image-and-environment",
    pattern: /'image' in cog\.yaml cannot be combined with COG_MODEL/,
    cause: "cog.yaml sets image, and a COG_MODEL variable is set too.",
    remedy: "Remove the COG_MODEL variables from env, and name the model in the input model.",
    source: "replicate/cog pkg/model/resolve.go, ErrImageModelEnvConflict",
  },
  {
    id: "reserved-tag",
    pattern: /"cog-" is a reserved prefix/,
    cause: "COG_MODEL_TAG begins with cog-, which Cog keeps for itself.",
    remedy: "Choose another tag, or none: Cog makes one from the time.",
    source: "replicate/cog pkg/model/resolve.go",
  },
  {
    id: "model-not-bare",
    pattern: /must be a bare (?:repository|host)/,
    cause:
      "The model in cog.yaml, or in a COG_MODEL variable, has a tag, a digest or a host too many.",
    remedy: "Write it as r8.im/owner/name, without a tag.",
    source: "replicate/cog pkg/config/validate.go, pkg/model/resolve.go",
  },
  {
    id: "digest-reference",
    pattern: /refusing to create a tag with a digest reference/,
    cause: "The image is named by a digest, and a push needs a name.",
    remedy: "Write model, and image in cog.yaml, as owner/name without @sha256.",
    source: "seen with Cog 0.22 and COG_MODEL=…@sha256:…",
  },
  {
    id: "weights-not-imported",
    pattern:
      /run 'cog weights import'|weights\.lock is out of sync|declares weights but no repository was resolved/i,
    cause:
      "The weights that cog.yaml names are not in the registry, or their lock file does not fit.",
    remedy:
      "Run `cog weights import` where the weights are, commit weights.lock, and run this job again.",
    source: "replicate/cog pkg/weights (check_drift.go), pkg/model (pusher.go)",
  },
  {
    id: "unknown-flag",
    pattern: /unknown flag: --(?!(?:cache-to|provenance|load)\b)|unknown shorthand flag:/,
    cause: "This release of Cog does not know one of the options that the inputs ask for.",
    remedy:
      "Raise cog-version (config-file needs 0.14.8), or remove the input that its message names.",
    source: "replicate/cog pkg/cli at its tags; seen with Cog 0.14.7 and -f",
  },
  {
    id: "exclusive-flags",
    pattern: /are mutually exclusive: you can only set one of them/,
    cause: "use-cog-base-image, use-cuda-base-image and dockerfile exclude each other.",
    remedy: "Set one of the three.",
    source: "replicate/cog pkg/cli/build.go, checkMutuallyExclusiveFlags",
  },
  {
    id: "not-a-cog-image",
    pattern:
      /This image doesn't look like it was built with Cog|does not appear to be a Cog model|image is not a Cog model/,
    cause:
      "Cog does not find its labels on the image that it has built: a docker-container builder, or provenance attestations, came between.",
    remedy:
      "Remove docker/setup-buildx-action from the job, or give it driver: docker; a newer cog-version (0.15.9) does not build through buildx at all.",
    source: "replicate/cog issues 1654, 1723, pull request 2265",
  },
  {
    id: "two-pushes-in-one-directory",
    pattern: /\.cog\/build\/Dockerfile: no such file or directory/,
    cause: "Another Cog works in the same working-directory, and has removed this one's files.",
    remedy: "Let one push end before the next begins in a directory, or check out twice.",
    source: "seen with two pushes of Cog 0.22 at once",
  },
  {
    id: "bundled-schema",
    pattern: /failed to store bundled schema file/i,
    cause: "Up to 0.16.12 Cog needs the directory .cog in the project when dockerfile is set.",
    remedy: "Make the directory before this step (mkdir -p .cog), or raise cog-version.",
    source: "seen with Cog 0.9 to 0.16.12 and --dockerfile",
  },
  {
    id: "glibc",
    pattern: /version `GLIBC_[\d.]{1,8}' not found/,
    cause: "This Cog needs a newer C library than the machine has: it is not static since 0.17.",
    remedy:
      "Run the job on ubuntu-latest, outside of old containers, or set cog-version to 0.16.12.",
    source: "replicate/cog .goreleaser.yaml at 0.17",
  },
];
