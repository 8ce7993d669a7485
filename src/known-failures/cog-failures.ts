import { failures } from "./failure.ts";

/** Cog's errors about itself, its tokens, and the model, in Cog 0.9 to 0.23. */
export const COG = failures({
  "cli-token-refused": {
    pattern:
      /that looks like a Replicate API token, not a CLI auth token|\b(?:failed to verify token|user does not exist$|token is empty$)|failed to read token from stdin/i,
    message: "`cog login` did not accept the token. It takes a CLI auth token, not an API token.",
    hint: "Set api-token to an API token (r8_…) instead of running `cog login`, or set cli-auth-token to a new token from https://replicate.com/auth/token. Since Cog 0.17, `cog login` cannot read every kind of standard input.",
    source:
      "replicate/cog pull request 1978; pkg/provider/replicate/replicate.go, verifyToken, readTokenFromStdin",
  },
  "model-missing": {
    pattern:
      /Unable to find (?:existing Replicate|Replicate existing) model for|\bname unknown\b|\bNAME_UNKNOWN\b|repository name not known to registry|The model https:\/\/\S{1,200} does not exist/,
    message: "The model does not exist, or your token belongs to a different account.",
    hint: "Check the owner and name in model, and that api-token and cli-auth-token belong to that owner. To create the model before the push, set api-token and hardware.",
    source: "replicate/cog issues 1519, 1549, 1272, 1221; pkg/provider/replicate/replicate.go",
  },
  "not-logged-in": {
    pattern: /You are not logged in to Replicate/,
    message: "The registry did not receive a valid token.",
    hint: "Set api-token, or set cli-auth-token to a token from https://replicate.com/auth/token. Do not run Cog with sudo in other steps.",
    source: "replicate/cog issues 1243, 997, 559",
  },
  "no-image-name": {
    pattern: /To push images, you must either set the 'image' option/,
    message: "Cog has no image name to push to.",
    hint: "Set model to owner/name, or set image in cog.yaml to r8.im/owner/name.",
    source: "replicate/cog pkg/cli/push.go",
  },
  "model-and-image": {
    pattern:
      /'model' and 'image' cannot both be set|positional image argument not supported with 'model' config|'image' in cog\.yaml cannot be combined with COG_MODEL/,
    message: "The image has several names: set model, image, or a COG_MODEL variable, not two.",
    hint: "Remove model or image from the cog.yaml that config-file names: set model for a bundle with managed weights (Cog 0.20 or newer), otherwise image. Remove COG_MODEL variables from env.",
    source:
      "replicate/cog pkg/config/validate.go, pkg/cli/push.go (validatePushArgs), pkg/model/resolve.go (ErrImageModelEnvConflict)",
  },
  "image-name-invalid": {
    pattern:
      /"cog-" is a reserved prefix|must be a bare (?:repository|host)|refusing to create a tag with a digest reference|invalid reference format/,
    message:
      "The image name in cog.yaml or in a COG_MODEL variable is not valid: Cog allows no capitals, no digest, no extra host, and no tag that it reserves.",
    hint: "Set model, and image or model in cog.yaml, to r8.im/owner/name in lowercase, without a tag or digest, and remove COG_MODEL variables from env.",
    source:
      "replicate/cog pkg/config/validate.go, pkg/model/resolve.go; seen with Cog 0.22, an upper-case name, and COG_MODEL=…@sha256:…",
  },
  "weights-not-imported": {
    pattern:
      /run 'cog weights import'|weights\.lock is out of sync|declares weights but no repository was resolved/i,
    message: "The weights are missing from the registry, or weights.lock is out of date.",
    hint: "Run `cog weights import` where the weights are, commit weights.lock, and run this job again.",
    source: "replicate/cog pkg/weights (check_drift.go), pkg/model (pusher.go)",
  },
  "unknown-flag": {
    pattern: /unknown flag: --(?!(?:cache-to|provenance|load)\b)|unknown shorthand flag:/,
    message: "This version of Cog does not support one of the options that the inputs require.",
    hint: "Set cog-version to a newer version (config-file requires 0.14.8), or remove the input that the message names.",
    source: "replicate/cog pkg/cli at its tags; seen with Cog 0.14.7 and -f",
  },
  "exclusive-flags": {
    pattern: /are mutually exclusive: you can only set one of them/,
    message: "use-cog-base-image, use-cuda-base-image, and dockerfile cannot be combined.",
    hint: "Set only one of use-cog-base-image, use-cuda-base-image, and dockerfile.",
    source: "replicate/cog pkg/cli/build.go, checkMutuallyExclusiveFlags",
  },
  "not-a-cog-image": {
    pattern:
      /This image doesn't look like it was built with Cog|does not appear to be a Cog model|image is not a Cog model/,
    message:
      "Cog cannot find its labels on the image it built, because of a docker-container builder or provenance attestations.",
    hint: "Remove docker/setup-buildx-action from the job, or set `driver: docker` for it. You can also set cog-version to 0.15.9 or newer, which does not use buildx.",
    source: "replicate/cog issues 1654, 1723, pull request 2265",
  },
  "cog-image-conflict": {
    pattern: /conflict: unable to (?:remove repository reference|delete) "?cog-tmp:/,
    message: "Cog built the image, but could not remove its temporary one, which is still used.",
    hint: "Run the job again. If it fails again, use Docker's containerd image store, or remove dockerfile.",
    source: "replicate/cog pkg/image/build.go; seen with Cog 0.22 on Docker 28.5 with overlay2",
  },
  "two-pushes-in-one-directory": {
    pattern: /\.cog\/build\/Dockerfile: no such file or directory/,
    message: "Another Cog process in the same working-directory removed the files of this build.",
    hint: "Run pushes from the same working-directory one after the other, or check out the repository twice.",
    source: "seen with two pushes of Cog 0.22 at once",
  },
  "bundled-schema": {
    pattern: /failed to store bundled schema file/i,
    message: "With dockerfile, Cog 0.16.12 and older require a .cog directory in the project.",
    hint: "Create the directory before this step (mkdir -p .cog), or set cog-version to a newer version.",
    source: "seen with Cog 0.9 to 0.16.12 and --dockerfile",
  },
  glibc: {
    pattern: /version `GLIBC_[\d.]{1,8}' not found/,
    message:
      "This version of Cog requires a newer C library than the runner has. Cog is no longer statically linked since 0.17.",
    hint: "Set runs-on to ubuntu-latest without an old container, or set cog-version to 0.16.12.",
    source: "replicate/cog .goreleaser.yaml at 0.17",
  },
});
