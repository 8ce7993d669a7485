import { BUILD } from "./build-failures.ts";
import { COG } from "./cog-failures.ts";
import { DOCKER } from "./docker-failures.ts";
import type { Failure } from "./failure.ts";
import { PROJECT } from "./project-failures.ts";
import { REGISTRY, REGISTRY_REFUSED } from "./registry-failures.ts";
import { TRANSIENT } from "./transient-failures.ts";

/** How far Cog got. The push begins when Cog announces it: the build is complete by then. */
export type Stage = "build" | "push";

/** A full disk. The disk monitor knows which one, and gives a better hint. */
export const NO_SPACE: Failure = {
  code: "no-space",
  // Of Go (Docker, BuildKit, containerd), of the kernel (tar, pip), of Node, of Python, and of apt.
  pattern:
    /no space left on device|\bENOSPC\b|\[Errno 28\]|You don't have enough free space in|disk quota exceeded/i,
  message: "The runner's disk is full: the image or its build requires more space.",
  hint: "Set free-disk to true to remove large toolchains from the runner before the build, or set runs-on to a larger runner. To make the image smaller, download the weights in setup() instead of including them.",
  source:
    "replicate/setup-cog README; actions/runner-images issues 2840, 9344; docker/build-push-action issue 968",
};

/**
 * The failures of each stage, from the most to the least specific. Transient errors are part of the push only, after
 * all permanent ones: a build with the same output is not retried. A reason without a known text comes last.
 */
export const CATALOGUE: Readonly<Record<Stage, readonly Failure[]>> = {
  build: [NO_SPACE, ...COG, ...DOCKER, ...PROJECT, ...BUILD],
  push: [NO_SPACE, ...COG, ...DOCKER, ...REGISTRY, ...TRANSIENT, REGISTRY_REFUSED],
};
