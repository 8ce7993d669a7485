import { GitError, type GitPlace, git } from "./run.ts";

const TIMEOUT_SECONDS = 10;

/**
 * Reads the commit that is checked out, on the events where it decides whose code is built.
 * @param place the project's directory, which may be another checkout than the workspace.
 * @returns undefined on other events, and if git fails.
 */
export async function checkedOutCommit(
  eventName: string,
  place: GitPlace,
): Promise<string | undefined> {
  if (eventName !== "pull_request_target" && eventName !== "workflow_run") return undefined;
  try {
    const args = ["rev-parse", "HEAD"];
    const printed = await git(place, args, {
      timeoutSeconds: TIMEOUT_SECONDS,
    });
    return printed.toString("utf8").trim();
  } catch (error) {
    // No git, or no repository: the caller treats an unknown commit as untrusted.
    if (error instanceof GitError) return undefined;
    throw error;
  }
}
