import type { BuildOptions } from "../cog/options.ts";
import type { Project } from "../cog/project.ts";

/** Whether an existing version is used instead of a build, and what decides that it is the same. */
export interface ReuseOptions {
  readonly skipUnchanged: boolean;
  readonly build: BuildOptions;
  readonly project: Project;
  /** The workflow's own file in this repository, which sets the flags of the build; undefined: another repository's. */
  readonly workflowFile: string | undefined;
}
