import type { BuildOptions } from "../cog/options.ts";
import type { Project } from "../cog/project.ts";

/** What happens when a version of a newer commit would be replaced. */
export type StaleCommitMode = "warn" | "fail" | "allow";

/** Whether a newer commit may be replaced. */
export interface StaleCommitOptions {
  readonly mode: StaleCommitMode;
  /** For GitHub's history, where the clone does not have it. */
  readonly githubToken: string | undefined;
}

/** What decides whether the newest version can be reused instead of building. */
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
