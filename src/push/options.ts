import type { BuildCacheMode } from "../build-cache/options.ts";
import type { BuildOptions, CogSource } from "../cog/options.ts";
import type { Project } from "../cog/project.ts";
import type { FreeDisk } from "../disk/options.ts";

/** What Cog builds, and with which Cog. */
export interface PushOptions {
  readonly project: Project;
  readonly cog: CogSource;
  readonly build: BuildOptions;
  readonly freeDisk: FreeDisk;
  readonly buildCache: BuildCacheMode;
  readonly pushAttempts: number;
  /** What the image is labelled with. */
  readonly commit: string | undefined;
  readonly tag: string | undefined;
}
