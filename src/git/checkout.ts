import { GitError, type GitPlace, git } from "./run.ts";

const TIMEOUT_SECONDS = 10;

/**
 * The commit that lies in a directory, on the events where it decides whose code is built.
 * @param place the project's directory: another repository may be checked out there than in the workspace.
 * @returns undefined on other events, and when git can't tell.
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
    // No git, or no repository: whoever asks takes what can't be told for foreign code.
    if (error instanceof GitError) return undefined;
    throw error;
  }
}
