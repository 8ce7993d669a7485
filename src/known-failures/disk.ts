import type { Failure } from "./failure.ts";

/**
 * The words for a full disk: Go's, and so those of Docker, BuildKit and containerd, tar's and pip's are the
 * kernel's own; Node has the code before them, Python the number, and apt its own sentence.
 */
const OUT_OF_SPACE =
  /no space left on device|\bENOSPC\b|\[Errno 28\]|You don't have enough free space in|disk quota exceeded/i;

/** A full disk. Which one, and what to do about it, is known where the disk is watched. */
export const NO_SPACE: Failure = {
  code: "no-space",
  pattern: OUT_OF_SPACE,
  message: "The runner's disk is full: the image, or what building it takes, needs more room.",
  hint: "Set free-disk to true, which removes large toolchains from the runner first, or run the job on a larger runner. A smaller image helps too: weights that are downloaded in setup() are not in it.",
  source:
    "replicate/setup-cog README; actions/runner-images issues 2840, 9344; docker/build-push-action issue 968",
};

export const DISK: readonly Failure[] = [NO_SPACE];
