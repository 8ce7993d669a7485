import { trackedFiles } from "../git/files.ts";
import { GitError } from "../git/run.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { projectId } from "./ownership.ts";

/** Whether a project, by its ID, is another one that has a job of its own. */
export type IsOtherProject = (id: string) => boolean;

/**
 * Looks for the projects that the checkout still has: one whose directory was renamed or removed in the pull request has
 * no job that deletes its preview. Where git does not list the own project, as in a job without a checkout, every other
 * one counts as having a job.
 * @param project the own one.
 */
export async function findOtherProjects(
  project: string,
  { context, signal }: Runtime,
): Promise<IsOtherProject> {
  const own = projectId(project);
  const { workspace: directory, environment } = context;
  try {
    const tracked = await trackedFiles({ directory, environment, signal }, [":/"]);
    const ids = new Set(tracked.map(projectId));
    return (id) => id !== own && (ids.has(id) || !ids.has(own));
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return (id) => id !== own;
  }
}
