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
  readonly project: Project;
  readonly build: BuildOptions;
  /** Path in this repository of the workflow that set the build options; undefined: another repository's. */
  readonly workflowFile: string | undefined;
}
