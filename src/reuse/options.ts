import type { BuildOptions } from "../cog/options.ts";
import type { Project } from "../cog/project.ts";

/** What decides whether the newest version can be reused instead of building. */
export interface ReuseOptions {
  readonly skipUnchanged: boolean;
  readonly project: Project;
  readonly build: BuildOptions;
  /** Path in this repository of the workflow that set the build options; undefined: another repository's. */
  readonly workflowFile: string | undefined;
}
