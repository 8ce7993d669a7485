import { trackedFiles } from "../git/files.ts";
import { GitError } from "../git/run.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { projectId } from "./ownership.ts";

/** Whether a project, by its ID, is another one that has a job of its own. */
export type IsOtherProject = (id: string) => Promise<boolean>;

/**
 * Creates the check. A project whose directory was renamed or removed in the pull request has no job that deletes its
 * preview: git no longer lists it. Where git does not list the own project, as in a job without a checkout, every other
 * one counts as having a job. Git is asked once, and only about another project.
 * @param project the own one.
 */
export function otherProjects(project: string, runtime: Runtime): IsOtherProject {
  const own = projectId(project);
  let tracked: Promise<ReadonlySet<string>> | undefined;
  return async (id) => {
    if (id === own) return false;
    tracked ??= trackedProjects(runtime);
    const ids = await tracked;
    return ids.has(id) || !ids.has(own);
  };
}

/** The IDs that the tracked files have as configurations; none where git cannot list them. */
async function trackedProjects({ context, signal }: Runtime): Promise<ReadonlySet<string>> {
  const { workspace: directory, environment } = context;
  try {
    const files = await trackedFiles({ directory, environment, signal }, [":/"]);
    return new Set(files.map(projectId));
  } catch (error) {
    if (error instanceof GitError) return new Set();
    throw error;
  }
}
