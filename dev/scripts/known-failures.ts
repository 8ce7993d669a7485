import { BUILD } from "../../src/known-failures/build-failures.ts";
import { NO_SPACE } from "../../src/known-failures/catalogue.ts";
import { COG } from "../../src/known-failures/cog-failures.ts";
import { DOCKER } from "../../src/known-failures/docker-failures.ts";
import type { Failure } from "../../src/known-failures/failure.ts";
import { PROJECT } from "../../src/known-failures/project-failures.ts";
import { REGISTRY, REGISTRY_REFUSED } from "../../src/known-failures/registry-failures.ts";
import { TRANSIENT } from "../../src/known-failures/transient-failures.ts";

/** All known failures, by what reports them. */
export const FAILURES = {
  disk: [NO_SPACE],
  cog: COG,
  docker: DOCKER,
  project: PROJECT,
  build: BUILD,
  registry: [...REGISTRY, REGISTRY_REFUSED],
  transient: TRANSIENT,
} as const satisfies Readonly<Record<string, readonly Failure[]>>;
