import type { BuildOptions } from "../cog/options.ts";
import type { Project } from "../cog/project.ts";

/** What decides whether the latest version can be reused instead of building. */
export interface ReuseOptions {
  readonly skipUnchanged: boolean;
  /** Whether an older version of the same commit is used, too, as when a release follows a push. */
  readonly reusesCommit: boolean;
  readonly project: Project;
  readonly build: BuildOptions;
  /** The repository on GitHub, `owner/name`, by which workflows may refer to their own files. */
  readonly repository: string;
  /** Path in this repository of the workflow that set the build options; undefined: another repository's. */
  readonly workflowFile: string | undefined;
}
