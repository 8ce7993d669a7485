import { BUILD } from "./build.ts";
import { COG } from "./cog.ts";
import { DISK } from "./disk.ts";
import { DOCKER } from "./docker.ts";
import type { Failure } from "./failure.ts";
import { PROJECT } from "./project.ts";
import { REGISTRY } from "./registry.ts";
import { TRANSIENT } from "./transient.ts";

/** How far Cog came: the push begins when it says so, and everything is built by then. */
export type Stage = "build" | "push";

/** Up to 0.14.10 Cog asks the registry for the model before it builds. */
const BEFORE_BUILD = REGISTRY.filter(({ code: id }) =>
  ["name-unknown", "not-logged-in"].includes(id),
);

/**
 * What can go wrong in each stage, from the most to the least specific. What is transient stands in the push
 * alone, behind all that is final: a build that says the same words is not repeated.
 */
export const CATALOGUE: Readonly<Record<Stage, readonly Failure[]>> = {
  build: [...DISK, ...COG, ...DOCKER, ...PROJECT, ...BEFORE_BUILD, ...BUILD],
  push: [...DISK, ...COG, ...DOCKER, ...REGISTRY, ...TRANSIENT],
};
