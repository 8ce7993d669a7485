import type { Context } from "../context.ts";
import { GitError, git } from "./run.ts";

const TIMEOUT_SECONDS = 10;

/**
 * The commit that lies in a directory, on the events where it decides whose code is built.
 * @param directory the project's: another repository may be checked out there than in the workspace.
 * @returns undefined on other events, and when git can't tell.
 */
export async function checkedOutCommit(
  { event, environment }: Context,
  directory: string,
): Promise<string | undefined> {
  if (event.name !== "pull_request_target" && event.name !== "workflow_run") return undefined;
  try {
    const args = ["rev-parse", "HEAD"];
    const printed = await git({ directory, environment }, args, {
      timeoutSeconds: TIMEOUT_SECONDS,
    });
    return printed.toString("utf8").trim();
  } catch (error) {
    // No git, or no repository: whoever asks takes what can't be told for foreign code.
    if (error instanceof GitError) return undefined;
    throw error;
  }
}
